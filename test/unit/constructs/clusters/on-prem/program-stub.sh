#!/usr/bin/env bash
# Stands for every program that would change a host or ask the network: notes the proxy that it would go by, and what it
# was asked. As curl it brings the text DOWNLOAD, whose checksum is said to be SUM.
name=${0##*/}
echo "${https_proxy:-straight} $name $*" >>"$ROOT/ran"
url=${*: -1}
case "$name $*" in
  gpg*) cat >/dev/null ;;
  curl*.tgz.sha256) echo "$SUM  $(basename "$url" .sha256)" ;;
  curl*.sha256) echo "$SUM" ;;
  curl*--remote-name*) echo "$DOWNLOAD" >"${url##*/}" ;;
esac
