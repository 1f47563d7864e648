-- A list of checks that has something else in it.
return { 5 }
