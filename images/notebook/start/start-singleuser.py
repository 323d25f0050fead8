#!/opt/conda/bin/python
"""Starts the single-user server of a hub; the hub says the rest in the environment."""

import os
import shlex
import sys

extra = shlex.split(os.environ.get("NOTEBOOK_ARGS", "")) + sys.argv[1:]
if not any(argument.startswith("--ip") for argument in extra):
    extra.insert(0, "--ip=0.0.0.0")
os.execvp("jupyterhub-singleuser", ["jupyterhub-singleuser", *extra])
