#!/usr/bin/env bash
# Replaces, in tests, every program that would change the host or use the network. Appends a line to $ROOT/ran: the proxy
# (`straight` for none), its name and its arguments. As curl, it downloads the text DOWNLOAD, with the checksum SUM.
name=${0##*/}
echo "${https_proxy:-straight} $name $*" >>"$ROOT/ran"
url=${*: -1}
case "$name $*" in
  gpg*) cat >/dev/null ;;
  curl*.tgz.sha256) echo "$SUM  $(basename "$url" .sha256)" ;;
  curl*.sha256) echo "$SUM" ;;
  curl*--remote-name*) echo "$DOWNLOAD" >"${url##*/}" ;;
esac
