"""What goes otherwise now and then: written twice, two things in one, mail that comes back."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from aftercare.demo import letters
from aftercare.demo.founding import Northwell
from aftercare.demo.matters import SECOND, Matter, Step
from aftercare.domain.cases.operations.answers import add_note, take_back_reply
from aftercare.domain.cases.operations.merging import merge_cases
from aftercare.domain.cases.operations.order import link_cases, split_case
from aftercare.domain.cases.queries import case_of_thread
from aftercare.domain.cases.states import LinkKind
from aftercare.domain.conversations.operations.happenings import take_in
from aftercare.domain.conversations.operations.intake import accept_envelope, receive_message
from aftercare.domain.conversations.ports import Bounce, Incoming, channel_of
from aftercare.domain.conversations.queries import adapter_account, find_message
from aftercare.domain.customers.operations.merging import merge_contacts
from aftercare.kit.actors import SYSTEM

Incident = Callable[[Matter], Iterator[Step]]


def written_twice(matter: Matter) -> Iterator[Step]:
    """Yield a customer who sends the same again, and one of us who makes one case of the two."""
    again = Matter(
        matter.northwell,
        -matter.number,
        code=matter.about["code"],
        customer=matter.customer,
        channel="email",
    )
    again.values = matter.values
    once_more = letters.some(matter.chance, matter.language, "double")
    text = f"{once_more}\n\n{matter.filled('opening')}\n\n{matter.values['name']}"
    yield Step(timedelta(), matter.begin)
    yield matter.theirs(6, 30, again.comes(text))
    yield matter.ours(2, 10, _merges(again, matter))
    yield from _answered(matter)


def two_things_in_one(matter: Matter) -> Iterator[Step]:
    """Yield a customer who comes up with something else, which becomes a case of its own."""
    topic = matter.chance.randrange(len(letters.MANNERS[matter.language]["second"]))
    yield Step(timedelta(), matter.begin)
    yield from matter.answers(3, 22, "answer")
    yield matter.theirs(20, 300, _splits(matter, topic))
    yield from _answered(matter, "closing")


def comes_back(matter: Matter) -> Iterator[Step]:
    """Yield an answer that cannot be delivered, and a call instead."""
    yield Step(timedelta(), matter.begin)
    yield from matter.answers(3, 22, "answer", proposes=True)
    yield Step(40 * SECOND, _bounces(matter))
    yield matter.ours(5, 60, _calls_instead(matter))
    yield matter.ours(1, 5, matter.solve)


def has_to_do_with_another(matter: Matter) -> Iterator[Step]:
    """Yield a matter that looks like the last of its kind, and is linked to that."""
    yield Step(timedelta(), matter.begin)
    yield matter.ours(1, 6, _links(matter))
    yield from _answered(matter)


def sent_too_soon(matter: Matter) -> Iterator[Step]:
    """Yield an answer that is taken back within its ten seconds, and written better."""
    yield Step(timedelta(), matter.begin)
    yield matter.ours(3, 20, matter.writes("closing"))
    yield Step(4 * SECOND, _takes_back(matter))
    yield from _answered(matter)


def as_it_arrived(matter: Matter) -> Iterator[Step]:
    """Yield a mail that is kept byte by byte, with its files, as all real ones are."""
    yield Step(timedelta(), _arrives(matter))
    yield from _answered(matter)


def from_another_address(matter: Matter) -> Iterator[Step]:
    """Yield a customer who writes from a private address; the two contacts are one person."""
    private = f"{matter.key[:8]}@webmail.example"
    matter.customer = matter.customer._replace(address=private)
    yield Step(timedelta(), matter.begin)
    yield matter.ours(2, 20, _is_the_same(matter))
    yield from _answered(matter)


INCIDENTS: dict[Incident, float] = {
    written_twice: 0.014,
    two_things_in_one: 0.008,
    comes_back: 0.010,
    has_to_do_with_another: 0.022,
    sent_too_soon: 0.006,
    as_it_arrived: 0.030,
    from_another_address: 0.008,
}


def incident_for(matter: Matter) -> Incident | None:
    """Return what goes otherwise in this matter; mostly nothing, and nothing at the desk."""
    dice = matter.chance.random()
    for incident, share in INCIDENTS.items():
        dice -= share
        if dice < 0:
            return incident if matter.channel == "email" else None
    return None


def _answered(matter: Matter, what: str = "answer") -> Iterator[Step]:
    yield from matter.answers(3, 22, what, proposes=True)
    yield matter.theirs(20, 900, matter.says("thanks"))
    yield matter.ours(2, 60, matter.solve)


def _merges(again: Matter, matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        merge_cases(again.case, into=matter.case, actor=matter.clerk(), at=at)

    return act


def _splits(matter: Matter, topic: int) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        manner = letters.MANNERS[matter.language]
        message = matter.arrive(manner["second"][topic], at=at)
        subject = manner["second_subject"][topic]
        if message:
            split_case(matter.case, message, subject=subject, actor=matter.clerk(), at=at + SECOND)

    return act


def _bounces(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        bounce = Bounce(
            recipient=matter.customer.address,
            status="5.2.2 Mailbox full",
            message_id=matter.sent.external_id if matter.sent else "",
        )
        incoming = Incoming(peer="mailer-daemon@mail.example", external_id="", bounce=bounce)
        receive_message(matter.northwell.mail, incoming, actor=SYSTEM, at=at)

    return act


def _calls_instead(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        text = "The mail came back, mailbox full. Called instead; all clear."
        add_note(matter.case, text=text, actor=matter.agent(), at=at)

    return act


def _links(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        if matter.before:
            agent, related = matter.agent(), LinkKind.RELATED
            link_cases(matter.case, other=matter.before, kind=related, actor=agent, at=at)

    return act


def _takes_back(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        if matter.sent:
            author = matter.northwell.actors[int(matter.sent.author.partition(":")[2])]
            take_back_reply(matter.case, matter.sent, actor=author, at=at)

    return act


def _is_the_same(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        known = matter.customer.contact
        if matter.case.contact and matter.case.contact != known:
            merge_contacts(
                matter.case.contact, into=known, actor=matter.northwell.who("ana"), at=at
            )

    return act


def _arrives(matter: Matter) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        matter.mails += 1
        ours, name = matter.northwell.mail, matter.mail_id(1)
        raw = _mail(matter, matter.northwell, at).as_bytes()
        envelope = accept_envelope(ours, external_id=name, raw=raw, actor=SYSTEM, at=at)
        said = channel_of("email").parse(raw, adapter_account(ours))
        take_in(envelope, said, actor=SYSTEM, at=at + SECOND)
        message = find_message(matter.northwell.mail, matter.mail_id(1))
        matter.case = case_of_thread(message.thread) if message else None

    return act


def _mail(matter: Matter, northwell: Northwell, at: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"{matter.values['name']} <{matter.customer.address}>"
    mail["To"] = northwell.mail.address
    mail["Subject"] = matter.filled("subject")
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = matter.mail_id(1)
    text = letters.opening(
        matter.chance, matter.language, matter.filled("opening"), matter.values["name"]
    )
    mail.set_content(text)
    paragraphs = "".join(f"<p>{part}</p>" for part in text.replace("\n\n", "\0").split("\0"))
    mail.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    for each in matter.attachments(["photo", *matter.about.get("files", ())]):
        kind = "image" if each.name.endswith(".jpg") else "application"
        subtype = "jpeg" if kind == "image" else "octet-stream"
        mail.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name)
    return mail
