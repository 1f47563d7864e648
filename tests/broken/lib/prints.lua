-- A helper library that names what no check has, and what a script might give it.
return { say = function(text) print(text, given_by_a_script) end }
