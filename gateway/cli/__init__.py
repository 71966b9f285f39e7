"""The gateway's commands; `tautan` mounts `gateway.cli.app`."""
