"""What was sent to many, and what one person wrote to a group of ours, by headers as they come."""

import pytest

from aftercare.domain.conversations.ports import Account
from aftercare.interfaces.gateways.email.adapter import Email

GOOGLE_GROUP = """\
From: Maya Cruz <maya@harborline.example>
To: support@northwell.example
Precedence: list
Mailing-list: list support@northwell.example; contact support+owners@northwell.example
List-ID: <support.northwell.example>
X-Google-Group-Id: 403921776318
List-Post: <https://groups.google.example/support/post>, <mailto:support@northwell.example>
List-Help: <https://support.google.com/a/northwell.example/bin/topic.py?topic=25838>
List-Unsubscribe: <mailto:googlegroups-manage+403921776318+unsubscribe@googlegroups.com>
"""
IN_ITS_OWN_NAME = """\
From: "'Maya Cruz' via Support" <support@northwell.example>
X-Original-From: Maya Cruz <maya@harborline.example>
Reply-To: support@northwell.example
""" + GOOGLE_GROUP.split("\n", 1)[1]
PUBLIC_GROUP = """\
From: Maya Cruz <maya@harborline.example>
To: northwell-support@googlegroups.com
Precedence: list
Mailing-list: list northwell-support@googlegroups.com; contact owners@googlegroups.com
List-ID: <northwell-support.googlegroups.com>
List-Unsubscribe: <mailto:googlegroups-manage+40+unsubscribe@googlegroups.com>
"""
MICROSOFT_GROUP = """\
From: Maya Cruz <maya@harborline.example>
To: Northwell Support <support@northwell.example>
X-MS-Exchange-Group-Moderation: None
X-MS-Exchange-CrossTenant-AuthAs: Anonymous
X-Auto-Response-Suppress: DR, OOF, AutoReply
List-ID: <support.northwell.example>
"""
MAILCHIMP = """\
From: Solder Weekly <news@solder.example>
To: support@northwell.example
X-Mailer: Mailchimp Mailer - **CIDa8d0ad03b7be24ad69fc**
X-campaignid: mailchimpb00ccdbb39a8456492b99ae9e.a8d0ad03b7
X-MC-User: b00ccdbb39a8456492b99ae9e
Feedback-ID: 153975342:153975342.8987958:us1:mc
List-ID: b00ccdbb39mc list <b00ccdbb39.1621274.list-id.mcsv.net>
List-Unsubscribe: <https://x.us1.list-manage.com/unsubscribe?u=b0>, <mailto:out@mailchimp.example>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
"""
DIRECT_MAIL = """\
From: =?UTF-8?B?5rex5Zyz5YWD5Zmo5Lu2?= <promo@edm.parts.example>
To: support@northwell.example
X-EnvId: 600000143214
X-AliDM-RcptTo: c3VwcG9ydEBub3J0aHdlbGwuZXhhbXBsZQ==
Feedback-ID: default:promo@edm.parts.example:batch:28871:DirectMail
Precedence: bulk
List-Unsubscribe: <http://dm.aliyun.example/unsubscribe?k=1>
"""
DIRECT_MAIL_OF_A_SHOP = """\
From: shop <orders@parts.example>
To: support@northwell.example
X-EnvId: 600000143215
X-AliDM-RcptTo: c3VwcG9ydEBub3J0aHdlbGwuZXhhbXBsZQ==
Feedback-ID: default:orders@parts.example:trigger:28871:DirectMail
"""
HELP_DESK = """\
From: Harborline IT via RT <helpdesk@harborline.example>
To: support@northwell.example
Precedence: bulk
X-RT-Loop-Prevention: harborline.example
"""
OUTSIDE_LIST = """\
From: Maya Cruz <maya@harborline.example>
To: smt-talk@lists.example
Precedence: list
List-Id: Surface mount <smt-talk.lists.example>
List-Post: <mailto:smt-talk@lists.example>
List-Unsubscribe: <https://lists.example/options/smt-talk>
"""
COLLEAGUE_TO_ALL = """\
From: Ana Reyes <ana@northwell.example>
To: all@northwell.example
Precedence: list
List-ID: <all.northwell.example>
List-Unsubscribe: <mailto:all+unsubscribe@northwell.example>
"""


def read(headers, **settings):
    account = Account("support", "Northwell", "support@northwell.example", settings, {})
    raw = f"{headers}Subject: Panel flickers\nMessage-ID: <1@x.example>\n\nHello\n".encode()
    (incoming,) = Email().parse(raw, account)
    return incoming


@pytest.mark.parametrize("headers", [GOOGLE_GROUP, IN_ITS_OWN_NAME, MICROSOFT_GROUP])
def test_a_customer_who_writes_to_a_group_of_ours_waits_for_us(headers):
    found = read(headers)

    assert (found.auto, found.peer) == ("none", "maya@harborline.example")
    assert found.sender_name == "Maya Cruz"


def test_a_group_of_a_public_domain_is_ours_once_it_is_named():
    assert read(PUBLIC_GROUP).auto == "bulk"
    assert read(PUBLIC_GROUP, groups="Northwell-Support@googlegroups.com").auto == "none"


@pytest.mark.parametrize("headers", [MAILCHIMP, DIRECT_MAIL, OUTSIDE_LIST, COLLEAGUE_TO_ALL])
def test_newsletters_outside_lists_and_our_own_circulars_went_to_many(headers):
    assert read(headers).auto == "bulk"


@pytest.mark.parametrize("headers", [DIRECT_MAIL_OF_A_SHOP, HELP_DESK])
def test_one_mark_alone_does_not_make_a_mail_one_to_many(headers):
    assert read(headers).auto == "none"


def test_a_shared_domain_makes_no_list_ours():
    account = Account("support", "Northwell", "northwell@qq.com", {}, {})
    raw = OUTSIDE_LIST.replace("lists.example", "qq.com").encode() + b"\nHello"

    (found,) = Email().parse(raw, account)

    assert found.auto == "bulk"
