#!/bin/sh
# Mixed traffic, reloads and kills against minihttpd, and then a look whether
# memory, descriptors, processes and files are as they were:
#
#	tests/soak.sh [SECONDS]		1800 if it is not said
#
# tests/lib/soak.py is what happens.
set -eu
cd "$(dirname "$0")/.."
exec tests/lib/soak.py "$(realpath "${BUILD:-build}")" "${1:-1800}"
