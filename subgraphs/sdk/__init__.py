"""The kit that every node is built with: contract, rows, verification, sealing, audit."""
