"""A mail server on a free loopback port that behaves, or misbehaves, as it is told.

    smtp_server.py FOLDER BEHAVIOUR [CERTIFICATE KEY]

Prints its port, then writes what it took into FOLDER, a JSON file for each mail, parsed by Python's own mail
library. Ends with its standard input.
"""

import asyncio
import base64
import email
import email.policy
import json
import pathlib
import ssl
import sys
from email.header import decode_header, make_header

from aiosmtpd.smtp import SMTP, AuthResult


def headers_of(content):
    # The parser of the old policy: the new one leaves blanks between encoded words.
    mail = email.message_from_bytes(content, policy=email.policy.compat32)
    decoded = ((name, str(make_header(decode_header(value)))) for name, value in mail.items())
    return [[name, " ".join(value.split())] for name, value in decoded]


class Handler:
    def __init__(self, folder, behaviour):
        self.folder = pathlib.Path(folder)
        self.behaviour = behaviour
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.behaviour == "refuse":
            return "550 No such person"
        if self.behaviour == "greylist":
            return "450 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.behaviour == "drop-after-dot":
            server.transport.abort()
            return "250 never heard"
        if self.behaviour == "hang":
            await asyncio.sleep(3600)
        if self.behaviour == "defer":
            return "451 Local trouble"
        if self.behaviour == "refuse-data":
            return "554 Not wanted"
        self.count += 1
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [
            {
                "type": part.get_content_type(),
                "disposition": part.get_content_disposition(),
                "name": part.get_filename(),
                "bytes": base64.b64encode(part.get_payload(decode=True)).decode(),
            }
            for part in mail.walk()
            if not part.is_multipart()
        ]
        told = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": headers_of(envelope.content),
            "parts": parts,
            "defects": [str(defect) for defect in mail.defects],
            "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
            "tls": session.ssl is not None or self.behaviour == "tls",
            "login": session.auth_data.decode() if session.authenticated else None,
        }
        draft = self.folder / f"{self.count}.draft"
        draft.write_text(json.dumps(told))
        draft.rename(self.folder / f"{self.count}.json")
        return "250 OK"


class DroppingSMTP(SMTP):
    async def smtp_DATA(self, arg):
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._reader.read(1000)
        self.transport.abort()


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"home" and data.password == b"open sesame"
    return AuthResult(success=good, auth_data=data.login if good else None, handled=good)


async def serve_mute(reader, writer):
    await asyncio.sleep(3600)


async def main(folder, behaviour, certificate=None, key=None):
    loop = asyncio.get_running_loop()
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
    handler = Handler(folder, behaviour)
    kind = DroppingSMTP if behaviour == "drop-mid-data" else SMTP
    options = {"hostname": "test", "data_size_limit": 33554432}
    if behaviour == "small":
        options["data_size_limit"] = 20000
    if behaviour in ("starttls", "auth"):
        options.update(tls_context=context, require_starttls=True)
    if behaviour == "auth":
        options.update(authenticator=authenticate, auth_required=True)
    if behaviour == "mute":
        server = await asyncio.start_server(serve_mute, "127.0.0.1", 0)
    else:
        server = await loop.create_server(
            lambda: kind(handler, loop=loop, **options),
            "127.0.0.1",
            0,
            ssl=context if behaviour == "tls" else None,
        )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    loop.stop()


try:
    asyncio.run(main(*sys.argv[1:]))
except RuntimeError:
    pass
