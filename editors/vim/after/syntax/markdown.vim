" Truce blocks and the front matter of agreements in Markdown files.

let s:before = get(b:, 'current_syntax', '')
unlet! b:current_syntax
syntax include @truceBlock syntax/truce.vim
if s:before !=# ''
  let b:current_syntax = s:before
else
  unlet! b:current_syntax
endif
unlet s:before

syntax region truceBlock matchgroup=markdownCodeDelimiter keepend contains=@truceBlock
      \ start=/^\s*\z(`\{3,}\|\~\{3,}\)\s*truce\c\s*$/ end=/^\s*\z1[`~]*\s*$/

syntax region truceFrontMatter matchgroup=markdownRule keepend contains=truceKey,truceKeyText,truceKeyRemark
      \ start=/\%^---\s*$/ end=/^---\s*$/
" keys: of the front matter
syntax match truceKey /^\(authentic languages\|version in force\|non-signatories\|interpreted by\|side letters\|precedence\|agreement\|time zone\|holidays\|in force\|invented\|parties\|retired\|version\|weekend\|bodies\|signed\|title\|truce\):/ contained
syntax match truceKey /^in \l\{2,3}\(-\w\+\)*:/ contained
syntax match truceKeyText /"[^"]*"\?/ contained
syntax match truceKeyRemark /^#.*$/ contained

highlight default link truceKey Identifier
highlight default link truceKeyText String
highlight default link truceKeyRemark Comment
highlight default link markdownCodeDelimiter Delimiter
