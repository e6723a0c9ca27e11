#!/bin/sh
# Makes the users of the service and the folders they work in, as root. What is there already stays as it is.
#
# news-indexer writes the data, news-search reads them. Both are in the group news-search; the setgid bit of the data folder gives
# whatever is made in it to that group.
set -eu

getent group news-search >/dev/null || groupadd --system news-search
for user in news-indexer news-search; do
  id "$user" >/dev/null 2>&1 ||
    useradd --system --gid news-search --home-dir /var/lib/news-search --no-create-home --shell /usr/sbin/nologin "$user"
done
install -d -m 0755 /etc/news-search
install -d -m 2750 -o news-indexer -g news-search /var/lib/news-search
install -d -m 0700 -o news-indexer -g news-search /var/backups/news-search
