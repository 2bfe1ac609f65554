"""Taking out of files what tells of who made them, where and when; in a process that can reach nothing else.

`process` is the gateway's side; `__main__` and the rest run confined. A file comes in encrypted and goes out as it is
rebuilt: nothing of it is ever on disk in the clear.
"""
