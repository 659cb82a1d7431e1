# A stand-in for the service manager: prints what comes to a notification socket, one message a line, each with the seconds since the start.
# usage: notify.py PATH ("@name" = abstract)
import socket, sys, time

path = sys.argv[1]
sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sock.bind('\0' + path[1:] if path.startswith('@') else path)
print('bound', flush=True)
start = time.monotonic()
while True:
    message = sock.recv(4096).decode()
    print(f'{time.monotonic() - start:.3f} {message}', flush=True)
