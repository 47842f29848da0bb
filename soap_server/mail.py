"""Notices as e-mail, over SMTP."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from db.vocabulary import Language
from soap_server.desk.outbox import Notice
from soap_server.settings.sections import Mail

_SECONDS = 20.0
_TEXTS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "assigned": {
        Language.ENGLISH: ("Event {id} was assigned to you", "An administrator assigned this event to you:"),
        Language.CHINESE: ("事件 {id} 已分配给您", "管理员已将以下事件分配给您："),
    },
    "replied": {
        Language.ENGLISH: ("New reply on event {id}", "There is a new reply on this event:"),
        Language.CHINESE: ("事件 {id} 有新回复", "以下事件有新的回复："),
    },
    "resolved": {
        Language.ENGLISH: ("Event {id} is resolved", "Staff propose a solution. Complete or reopen this event:"),
        Language.CHINESE: ("事件 {id} 已解决", "服务人员已提出解决方案，请确认完成或重新打开以下事件："),
    },
    "completed": {
        Language.ENGLISH: ("Event {id} is completed", "The customer has completed this event:"),
        Language.CHINESE: ("事件 {id} 已完成", "客户已完成以下事件："),
    },
    "reopened": {
        Language.ENGLISH: ("Event {id} was reopened", "The customer has reopened this event:"),
        Language.CHINESE: ("事件 {id} 已重新打开", "客户已重新打开以下事件："),
    },
}


def compose(notice: Notice, sender: str) -> EmailMessage:
    """Return the notice as a message in the language that its reader reads."""
    subject, opening = _TEXTS[notice.topic][notice.language]
    message = EmailMessage()
    message["From"] = sender
    message["To"] = notice.address or ""
    message["Subject"] = subject.format(id=notice.event_id)
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(idstring=f"notice-{notice.id}", domain="soapdesk.invalid")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday reply should answer it
    message.set_content(f"{opening}\n\n  {notice.event_id}  {notice.event_title}\n")
    return message


class Postman:
    """Sends notices through the SMTP server of the settings."""

    def __init__(self, settings: Mail) -> None:
        self._settings = settings

    def send(self, notice: Notice) -> None:
        """Send one notice.

        :raises OSError: if it could not be sent; smtplib's errors are OSErrors too.
        """
        settings = self._settings
        context = ssl.create_default_context()
        if settings.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host or "", settings.port, timeout=_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(settings.host or "", settings.port, timeout=_SECONDS)
        with connection:
            if settings.security == "starttls":
                connection.starttls(context=context)
            if settings.username:
                connection.login(settings.username, settings.password or "")
            connection.send_message(compose(notice, settings.sender))
