#!/bin/sh
# The course in the student's home, when it is opened for the first time; then what the spawner asks for.
[ -d "$HOME/EchoNotebooks" ] || echonb notebooks "$HOME/EchoNotebooks"
exec "$@"
