"""PuLP models: plain data in, a plan out, with its bound and its gap."""
