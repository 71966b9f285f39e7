"""The gateway's commands; `tautan` mounts them."""
