from aftercare.domain.conversations.queries.writing import recipients_of_answer
from aftercare.domain.conversations.tests.make import make_channel, make_message


def recipients(**given):
    message = make_message(**given)
    return recipients_of_answer(message.thread, message)


def test_who_got_the_mail_gets_a_copy_of_the_answer_and_we_do_not(db):
    support = make_channel().address
    local, _at, domain = support.partition("@")
    make_channel(code="sales", address="sales@northwell.example")

    goes = recipients(
        peer="marisol@harborline.example",
        to=(f"{local}+0123456789abcdef0123@{domain}", "Boss@harborline.example"),
        cc=("lab@harborline.example", "sales@northwell.example", "marisol@harborline.example"),
    )

    assert goes == (
        "marisol@harborline.example",
        ("boss@harborline.example", "lab@harborline.example"),
    )


def test_an_answer_to_one_alone_goes_to_one_alone(db, django_assert_num_queries):
    message = make_message(peer="marisol@harborline.example", to=(make_channel().address,))

    with django_assert_num_queries(0):
        goes = recipients_of_answer(message.thread, message)

    assert goes == ("marisol@harborline.example", ())
