"""Listens to uevents, independently of rtnl: prints the sender's port and the datagram in hexadecimal, one a line.

Lines on standard input are requests: `send PORT GROUPS HEX` sends a datagram.
"""

import os
import selectors
import socket

NETLINK_KOBJECT_UEVENT = 15
SO_RCVBUFFORCE = 33

listener = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_KOBJECT_UEVENT)
listener.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
listener.bind((0, 1))
sender = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_KOBJECT_UEVENT)
sender.bind((0, 0))

waiting = selectors.DefaultSelector()
waiting.register(listener, selectors.EVENT_READ)
waiting.register(0, selectors.EVENT_READ)
requests = b""
print("ready", sender.getsockname()[0], flush=True)
while True:
    ready = [key.fileobj for key, _ in waiting.select()]
    if listener in ready:
        data, (port, _) = listener.recvfrom(65536)
        print(port, data.hex(), flush=True)
    elif 0 in ready:
        received = os.read(0, 65536)
        if not received:
            break
        *lines, requests = (requests + received).split(b"\n")
        for line in lines:
            _, port, groups, data = line.decode().split()
            sender.sendto(bytes.fromhex(data), (int(port), int(groups)))
