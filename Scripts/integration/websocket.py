"""A WebSocket client (RFC 6455) on the standard library: one socket, no thread, never blocks once it is open.

The caller waits for the socket to be readable (`fileno`), then takes what came with `receive()`. Bytes that the kernel
does not take at once wait in a bounded buffer and go out with the next call."""

import base64
import os
import select
import socket
import ssl
import struct
import time

OUTBOUND_LIMIT = 8 << 20
HEAD_LIMIT = 16 << 10


class Refused(Exception):
    """The server answered the upgrade with something else than 101."""

    def __init__(self, status, body=b""):
        super().__init__(f"the upgrade was answered with {status} {body.decode(errors='replace')[-300:]}".rstrip())
        self.status = status
        self.body = body


class Closed(Exception):
    """The connection is over; `code` is the close frame's, if there was one."""

    def __init__(self, code=None):
        super().__init__(f"the connection was closed ({code})")
        self.code = code


def connect(host, port, trust, source=None, timeout=10):
    """A TLS connection to the gateway. `trust` is an SSLContext, or nothing for plain TCP."""
    plain = socket.create_connection((host, port), timeout, source_address=(source, 0) if source else None)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return trust.wrap_socket(plain, server_hostname=host) if trust else plain


def read_head(stream, limit=HEAD_LIMIT):
    """The head of an HTTP answer and what came after it. Empty when the server closed without an answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = stream.recv(4096)
        if not piece or len(received) > limit:
            return received, b""
        received += piece
    head, _, rest = received.partition(b"\r\n\r\n")
    return head, rest


def frame(opcode, payload, mask=b"\0\0\0\0", final=True):
    """One masked frame. The mask of zeros is as valid as any and costs nothing; tests pass their own."""
    size = len(payload)
    head = bytes([(0x80 if final else 0) | opcode])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 1 << 16:
        head += struct.pack("!BH", 0x80 | 126, size)
    else:
        head += struct.pack("!BQ", 0x80 | 127, size)
    if mask != b"\0\0\0\0":
        payload = bytes(byte ^ mask[index & 3] for index, byte in enumerate(payload))
    return head + mask + payload


class WebSocket:
    """An open connection. `connect` upgrades; everything after that is non-blocking."""

    def __init__(self, stream, rest=b""):
        self.stream = stream
        self.stream.setblocking(False)
        self.inbound = bytearray(rest)
        self.outbound = bytearray()
        self.fragments = []

    @classmethod
    def connect(cls, host, port, path, headers=None, trust=None, source=None):
        """Upgrades. Throws `Refused` when the answer is not 101."""
        stream = connect(host, port, trust, source)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        ] + [f"{name}: {value}" for name, value in (headers or {}).items()]
        stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        head, rest = read_head(stream)
        status = int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/1.1 ") else 0
        if status != 101:
            stream.settimeout(1)
            body = rest
            try:
                body += stream.recv(4096)
            except OSError:
                pass
            stream.close()
            raise Refused(status, body)
        return cls(stream, rest)

    def fileno(self):
        return self.stream.fileno()

    def send_text(self, text):
        self.send(frame(1, text.encode() if isinstance(text, str) else text))

    def send(self, raw):
        """Sends raw bytes: a frame, or anything that a test likes."""
        if len(self.outbound) + len(raw) > OUTBOUND_LIMIT:
            raise Closed()
        self.outbound += raw
        self.flush()

    def flush(self):
        while self.outbound:
            try:
                sent = self.stream.send(self.outbound)
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError, BlockingIOError):
                return
            except OSError as error:
                raise Closed() from error
            del self.outbound[:sent]

    def receive(self):
        """The messages that have arrived, as bytes; pings are answered. Throws `Closed`."""
        self.flush()
        is_over = False
        while True:
            try:
                piece = self.stream.recv(1 << 18)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
                break
            except OSError:
                is_over = True
                break
            if not piece:
                is_over = True
                break
            self.inbound += piece
        messages = self.messages()
        if is_over and not messages:
            raise Closed()
        return messages

    def messages(self):
        found = []
        view, at = self.inbound, 0
        while len(view) - at >= 2:
            opcode, size, start = view[at] & 15, view[at + 1] & 127, at + 2
            if size == 126:
                start += 2
                if len(view) < start:
                    break
                size = struct.unpack_from("!H", view, start - 2)[0]
            elif size == 127:
                start += 8
                if len(view) < start:
                    break
                size = struct.unpack_from("!Q", view, start - 8)[0]
            if len(view) - start < size:
                break
            self.take(opcode, bool(view[at] & 0x80), bytes(view[start:start + size]), found)
            at = start + size
        del self.inbound[:at]
        return found

    def take(self, opcode, is_final, payload, found):
        if opcode == 8:
            if found:
                return
            raise Closed(struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else None)
        if opcode == 9:
            return self.send(frame(10, payload))
        if opcode in (0, 1, 2):
            self.fragments.append(payload)
            if is_final:
                found.append(b"".join(self.fragments))
                self.fragments = []

    def wait(self, seconds):
        """Waits until something came, or the time is over."""
        if isinstance(self.stream, ssl.SSLSocket) and self.stream.pending():
            return True
        return bool(select.select([self], [self] if self.outbound else [], [], max(0, seconds))[0])

    def close(self, code=1000):
        try:
            self.send(frame(8, struct.pack("!H", code)))
        except Closed:
            pass
        self.stream.close()

    def abort(self):
        """Ends the connection without a word, as a crashed client does."""
        self.stream.close()


def receive_until(socket_, condition, seconds):
    """Receives messages until `condition(message)` holds for one; that message, or nothing when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        socket_.wait(end - time.monotonic())
        for message in socket_.receive():
            if condition(message):
                return message
    return None
