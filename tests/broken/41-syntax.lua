-- Text that is no Lua. What follows is not judged.
return check {
  id = "broken-syntax"
  title = "A comma is missing",
  sevrity = "low",
}
