#!/bin/sh
# Installs the program beside the versions that are there, and makes it the current one:
#
#     sh install-program.sh SOURCE [PREFIX]
#
# SOURCE is a checkout, PREFIX (default /opt/news-search) gets a virtual environment per installation and the link `current`.
# Running processes keep their version until they are restarted. Back to an earlier one: point the link to it.
set -eu

source=$1
prefix=${2:-/opt/news-search}
release=$(date +%Y%m%d-%H%M%S)

umask 022
mkdir -p "$prefix"
python3 -m venv "$prefix/$release"
"$prefix/$release/bin/pip" install -q --disable-pip-version-check -c "$source/constraints.txt" "$source[documents,metrics]"
"$prefix/$release/bin/news-search" --version
ln -sfn "$release" "$prefix/current.new"
mv -T "$prefix/current.new" "$prefix/current"
