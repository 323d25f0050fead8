#!/bin/sh
# As in SciServer's images: the only argument is the path to be served at.
exec jupyter lab --ip=0.0.0.0 --port=8888 --no-browser --ServerApp.base_url="$1" \
  --ServerApp.root_dir=/home/idies/workspace --IdentityProvider.token=
