" Vim syntax file
" Language: blocks of agreements kept by Truce
" The lists of words are those of docs/formats/language.md; a test compares them.

if exists('b:current_syntax')
  finish
endif

syntax case match
syntax sync minlines=50

" words: within a line
syntax match truceWord /\%>1c-\@1<!\<\%(a\|actor\|after\|against\|agreed\|and\|answer\|any\|apart\|are\|at\|be\|before\|between\|by\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(calendar\|completely\|consent\|consultation\|corroborate\|counted\|date\|day\|days\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(decision\|declared\|does\|each\|end\|ends\|entry\|equal\|every\|finding\|for\|force\|free\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(from\|held\|hour\|hours\|in\|including\|into\|is\|kilometres\|km\|least\|less\|m\|may\|metres\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(missing\|month\|months\|most\|needs\|not\|notify\|number\|observation\|of\|once\|one\|only\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(or\|origins\|out\|party\|percent\|report\|same\|shares\|start\|steps\|strictly\|text\|that\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(the\|them\|those\|through\|time\|to\|together\|total\|until\|week\|weeks\|while\|with\|within\)\>-\@!/
syntax match truceWord /\%>1c-\@1<!\<\%(working\|year\|years\)\>-\@!/

" definitions: at the left margin
syntax match truceDefinition /^\%(attribute\|baseline\|calendar\|conversion\|event\|evidence\|line\|milestone\|rule\|state\)\>-\@!/ nextgroup=truceName skipwhite
syntax match truceDefinition /^\%(trigger\|value\|zone\)\>-\@!/ nextgroup=truceName skipwhite
syntax match truceName /[^[:blank:],%"“”„«#]\+/ contained

" clauses: indented
syntax match truceClause /^\s\+\zs\%(admission\|amount\|as\|because\|begins\|between\|by\|contrary\|corroboration\|counted\)\>-\@!/
syntax match truceClause /^\s\+\zs\%(course\|coverage\|credibility\|declared\|ends\|except\|field\|for\|from\|holidays\|is\|not\)\>-\@!/
syntax match truceClause /^\s\+\zs\%(obliges\|of\|once\|outline\|own\|permits\|prolonged\|qualified\|reading\|reliability\)\>-\@!/
syntax match truceClause /^\s\+\zs\%(reserves\|sealed\|step\|supplied\|until\|value\|waived\|weekend\|when\|while\|within\)\>-\@!/

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
