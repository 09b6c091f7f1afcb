"""The authors' tools: what writes, checks and shows content. The running bot imports none of it."""
