" Vim syntax file
" Language: blocks of agreements kept by Truce
" The lists of words are those of docs/formats/language.md; a test compares them.

if exists('b:current_syntax')
  finish
endif

syntax case match
syntax sync minlines=50

" words: within a line
syntax match truceWord /\%>1c-\@1<!\<\%(a\|actor\|after\|against\|agreed\|allegation\|and\|answer\|any\|apart\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(are\|at\|be\|before\|between\|by\|calendar\|cessation\|completely\|consent\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(consultation\|corroborate\|counted\|date\|day\|days\|decision\|declared\|does\|draft\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(each\|end\|ends\|entry\|equal\|every\|finding\|follow\|for\|force\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(free\|from\|held\|hour\|hours\|in\|including\|into\|is\|kilometres\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(km\|least\|less\|look\|m\|may\|metres\|missing\|month\|months\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(most\|needs\|not\|notification\|notify\|number\|observation\|of\|once\|one\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(only\|or\|origins\|out\|party\|percent\|preliminary\|publication\|recommendation\|remedy\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(report\|response\|same\|shares\|site\|start\|steps\|strictly\|tasking\|text\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(that\|the\|them\|those\|through\|time\|to\|together\|total\|until\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(up\|visit\|week\|weeks\|while\|with\|within\|working\|year\|years\)\>-\@!/

" definitions: at the left margin
syntax match truceDefinition /^\%(attribute\|baseline\|calendar\|conversion\|event\|evidence\|line\|milestone\|procedure\|rule\)\>-\@!/ nextgroup=truceName skipwhite
syntax match truceDefinition /^\%(state\|trigger\|value\|zone\)\>-\@!/ nextgroup=truceName skipwhite
syntax match truceName /[^[:blank:],%"“”„«#]\+/ contained

" clauses: indented
syntax match truceClause /^\s\+\zs\%(admission\|allegation\|amount\|as\|because\|begins\|between\|by\|cessation\|contrary\)\>-\@!/
syntax match truceClause /^\s\+\zs\%(corroboration\|counted\|course\|coverage\|credibility\|decision\|declared\|draft\|ends\|except\)\>-\@!/
syntax match truceClause /^\s\+\zs\%(field\|follow\|for\|from\|holidays\|is\|not\|notification\|obliges\|of\)\>-\@!/
syntax match truceClause /^\s\+\zs\%(once\|outline\|own\|permits\|preliminary\|prolonged\|publication\|qualified\|reading\|recommendation\)\>-\@!/
syntax match truceClause /^\s\+\zs\%(reliability\|remedy\|reserves\|response\|sealed\|site\|step\|supplied\|tasking\|until\)\>-\@!/
syntax match truceClause /^\s\+\zs\%(value\|waived\|weekend\|when\|while\|within\)\>-\@!/

" asks: what a rule asks, indented
syntax match truceAsk /^\s\+\zs\%(always\|annex\|at\|endeavour\|every\|keep\|may\|must\|never\|no\|only\|prevent\|term\|to\)\>-\@!/
syntax match truceAsk /^\s\+\zs\%(undefined\)\>-\@!/

syntax match truceNumber /[[:alnum:]_-]\@1<!\d[0-9_]*\%(,\d\{3}\)*\%(\.\d\+\)\?[[:alnum:]_(-]\@!/
syntax match truceDate /[[:alnum:]_-]\@1<!\d\{4}-\d\d-\d\d[[:alnum:]_-]\@!/
syntax match truceTime /[[:alnum:]_-]\@1<!\d\d:\d\d\%(:\d\d\)\?[[:alnum:]_-]\@!/
syntax match trucePercent /[%٪]/
syntax match truceText /"[^"]*"\?/ contains=@Spell
syntax match truceText /[“”„][^“”"]*[“”"]\?/ contains=@Spell
syntax match truceText /«[^»]*»\?/ contains=@Spell
syntax match truceRemark /#.*$/ contains=@Spell

highlight default link truceDefinition Structure
highlight default link truceName Identifier
highlight default link truceAsk Statement
highlight default link truceClause Type
highlight default link truceWord Keyword
highlight default link truceNumber Number
highlight default link truceDate Number
highlight default link truceTime Number
highlight default link trucePercent Operator
highlight default link truceText String
highlight default link truceRemark Comment

let b:current_syntax = 'truce'
