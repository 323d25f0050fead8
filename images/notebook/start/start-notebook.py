#!/opt/conda/bin/python
"""Starts JupyterLab, or a hub's single-user server when a hub started the container."""

import os
import shlex
import sys

extra = shlex.split(os.environ.get("NOTEBOOK_ARGS", "")) + sys.argv[1:]

if "JUPYTERHUB_API_TOKEN" in os.environ:
    command = ["start-singleuser.py", *sys.argv[1:]]
else:
    command = ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", *extra]

os.execvp(command[0], command)
