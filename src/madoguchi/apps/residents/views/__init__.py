"""Pages of the register: finding a resident, protection (支援措置)."""
