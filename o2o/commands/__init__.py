"""Commands of the command line, one group a file: parse, call one function, print."""
