-- Wants a shell before anybody asked.
os.execute("id")
return check { id = "zoo-top-level-os" }
