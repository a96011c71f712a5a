//! Files with faults, and what asterisklint 0.4.3 finds in them: file, line and its kind. Recorded by
//! running it; its complaints about what Asterisk does have are left out.

/// A folder and what is found there.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) files: &'static [(&'static str, &'static [u8])],
    pub(super) found: &'static [(&'static str, u32, &'static str)],
}

pub(super) const ROWS: &[Row] = &[
    Row {
        name: "latin1",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(caf\xe9)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_FILE_UTF8_BAD"),
        ],
    },
    Row {
        name: "ctrl",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a\x07b)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_FILE_CTRL_CHAR"),
        ],
    },
    Row {
        name: "dos",
        files: &[
            ("extensions.conf", b"[general]\r\n\r\n[globals]\r\n\r\n[main]\r\nexten => 1,1,NoOp(a)\r\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_FILE_DOS_EOFCRLF"),
        ],
    },
    Row {
        name: "dos lf",
        files: &[
            ("extensions.conf", b"[general]\r\n\r\n[globals]\r\n\r\n[main]\r\nexten => 1,1,NoOp(a)\n same => n,Hangup()"),
        ],
        found: &[
            ("extensions.conf", 6, "W_FILE_DOS_BARELF"),
        ],
    },
    Row {
        name: "crlf in unix",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)\r\n same => n,Hangup()\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_FILE_UNIX_CRLF"),
        ],
    },
    Row {
        name: "no last lf",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)"),
        ],
        found: &[
            ("extensions.conf", 6, "W_FILE_UNIX_NOLF"),
        ],
    },
    Row {
        name: "bol",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\n  exten => 1,1,NoOp(a)\n  include => other\n\n[other]\nexten => 2,1,NoOp()\n  #tryinclude \"no.conf\"\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_WSH_BOL"),
            ("extensions.conf", 7, "W_WSH_BOL"),
            ("extensions.conf", 11, "W_WSH_BOL"),
        ],
    },
    Row {
        name: "eol",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)  \n same => n,Hangup()\t\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_WSH_EOL"),
            ("extensions.conf", 7, "W_WSH_EOL"),
        ],
    },
    Row {
        name: "comment space",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a);hello\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_WSH_COMMENT"),
        ],
    },
    Row {
        name: "comment escape",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a\\;b);hello\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_WSH_COMMENT"),
        ],
    },
    Row {
        name: "blank first",
        files: &[
            ("extensions.conf", b"\n\n[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)\n"),
        ],
        found: &[
            ("extensions.conf", 1, "W_WSV_BOF"),
        ],
    },
    Row {
        name: "blank last",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)\n\n\n"),
        ],
        found: &[
            ("extensions.conf", 8, "W_WSV_EOF"),
        ],
    },
    Row {
        name: "bad line",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nhello there\nexten => 1,1,NoOp(a)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_CONF_BAD_LINE"),
        ],
    },
    Row {
        name: "no context",
        files: &[
            ("extensions.conf", b"exten => 9,1,NoOp()\n[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)\n"),
        ],
        found: &[
            ("extensions.conf", 1, "E_CONF_CTX_MISSING"),
        ],
    },
    Row {
        name: "key invalid",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nextenn => 1,1,NoOp(a)\nexten => 1,1,NoOp(a)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_CONF_KEY_INVALID"),
        ],
    },
    Row {
        name: "ctx dupe globals",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\nA=1\n\n[main]\nexten => 1,1,NoOp(a)\n\n[globals]\nB=1\n"),
        ],
        found: &[
            ("extensions.conf", 9, "E_DP_GLOBALS_DUPE"),
        ],
    },
    Row {
        name: "exec",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)\n#exec \"/bin/true\"\n"),
        ],
        found: &[
            ("extensions.conf", 7, "W_PP_EXEC"),
        ],
    },
    Row {
        name: "include missing",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)\n#include \"nothere.conf\"\n#include <nothere2.conf>\n"),
        ],
        found: &[
            ("extensions.conf", 7, "W_PP_INCLUDE_MISSING"),
            ("extensions.conf", 8, "W_PP_INCLUDE_MISSING"),
        ],
    },
    Row {
        name: "include quote",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a)\n#include \"nothere.conf\n#tryinclude nothere.conf>\n#include\n#includ \"x\"\n#include \t\"a.conf\"\n"),
        ],
        found: &[
            ("extensions.conf", 7, "W_PP_INCLUDE_MISSING"),
            ("extensions.conf", 7, "W_PP_QUOTE_BAD"),
            ("extensions.conf", 8, "W_PP_QUOTE_BAD"),
            ("extensions.conf", 9, "E_CONF_BAD_LINE"),
            ("extensions.conf", 10, "E_CONF_BAD_LINE"),
            ("extensions.conf", 11, "W_PP_INCLUDE_MISSING"),
            ("extensions.conf", 11, "W_WSH_CTRL"),
        ],
    },
    Row {
        name: "odbc",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(${ODBC_X(1)})\n"),
            ("func_odbc.conf", b"[X]\ndsn=a\nreadsql=SELECT 1\\;\n[lower]\ndsn=a\nreadsql=SELECT 1\n[Y]\ndsn=a\nread=SELECT 1\n[Z]\ndsn=a\n"),
        ],
        found: &[
            ("func_odbc.conf", 3, "W_ODBC_TAILSEMI"),
            ("func_odbc.conf", 4, "W_ODBC_BADTOKENS"),
            ("func_odbc.conf", 9, "W_ODBC_LEGACY"),
            ("func_odbc.conf", 10, "E_ODBC_NOSQL"),
        ],
    },
    Row {
        name: "arg few",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,Dial()\n same => n,Gosub()\n same => n,GotoIf(1)\n same => n,Set()\n same => n,Set(a)\n same => n,Playback()\n same => n,Goto()\n"),
        ],
        found: &[
            ("extensions.conf", 7, "E_APP_ARG_FEW"),
            ("extensions.conf", 7, "W_DP_GOTO_CONTEXT_NOEXTEN"),
            ("extensions.conf", 8, "E_APP_ARG_FEW"),
            ("extensions.conf", 8, "E_APP_ARG_IFCONST"),
            ("extensions.conf", 9, "E_ASSIGN_EMPTY"),
            ("extensions.conf", 10, "E_ASSIGN_NO_EQUALS"),
            ("extensions.conf", 12, "E_APP_ARG_FEW"),
            ("extensions.conf", 12, "W_DP_GOTO_CONTEXT_NOEXTEN"),
        ],
    },
    Row {
        name: "badopt",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,Dial(SIP/a,1,q!)\n same => n,Dial(SIP/a,1,tt)\n same => n,Playback(a,skipp)\n same => n,VoiceMail(1,Q)\n same => n,ChanSpy(SIP/a,?)\n same => n,Record(a.wav,1,2,z)\n"),
        ],
        found: &[
            ("extensions.conf", 9, "E_APP_ARG_BADOPT"),
        ],
    },
    Row {
        name: "pipe",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,Dial(SIP/a|20|t)\n same => n,Goto(a|b|1)\n same => n,Playback(a|noanswer)\n"),
        ],
        found: &[
            ("extensions.conf", 7, "E_APP_ARG_PIPEDELIM"),
            ("extensions.conf", 7, "W_DP_GOTO_CONTEXT_NOEXTEN"),
        ],
    },
    Row {
        name: "app missing",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,Payback(a)\n same => n,dial(SIP/a)\n same => n,GoSub(main,1,1)\n same => n,Noop()\n same => n\n same => n,\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_APP_MISSING"),
            ("extensions.conf", 7, "W_APP_BAD_CASE"),
            ("extensions.conf", 8, "W_APP_BAD_CASE"),
            ("extensions.conf", 9, "W_APP_BAD_CASE"),
            ("extensions.conf", 10, "E_APP_MISSING"),
            ("extensions.conf", 10, "W_APP_NEED_PARENS"),
            ("extensions.conf", 11, "E_APP_MISSING"),
            ("extensions.conf", 11, "W_APP_NEED_PARENS"),
        ],
    },
    Row {
        name: "app balance",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(a\n same => n,NoOp(a))\n same => n,NoOp(\"a)\n same => n,NoOp({a)\n same => n,Set(X=[a)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_APP_BALANCE"),
            ("extensions.conf", 7, "W_APP_BALANCE"),
            ("extensions.conf", 8, "W_APP_BALANCE"),
            ("extensions.conf", 9, "W_APP_BALANCE"),
            ("extensions.conf", 10, "W_APP_BALANCE"),
        ],
    },
    Row {
        name: "app ws",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1, NoOp(a)\n same => n,NoOp (a)\n same => n,Answer\n same => n,NoOp\n same => n,Hangup;x\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_APP_WSH"),
            ("extensions.conf", 7, "E_APP_WSH"),
            ("extensions.conf", 8, "W_APP_NEED_PARENS"),
            ("extensions.conf", 10, "W_APP_NEED_PARENS"),
            ("extensions.conf", 10, "W_WSH_COMMENT"),
        ],
    },
    Row {
        name: "pattern",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => _8[2-9]x,1,NoOp()\nexten => _s-abc,1,NoOp()\nexten => _[0-9]1,1,NoOp()\nexten => _n,1,NoOp()\nexten => 1-2,1,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 6, "H_PAT_NON_CANONICAL"),
            ("extensions.conf", 7, "H_PAT_NON_CANONICAL"),
            ("extensions.conf", 8, "H_PAT_NON_CANONICAL"),
            ("extensions.conf", 9, "H_PAT_NON_CANONICAL"),
        ],
    },
    Row {
        name: "assign",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,Set(a)\n same => n,Set( a=1)\n same => n,Set(a =1)\n same => n,Set(a b=1)\n same => n,Set(=1)\n same => n,MSet(a=1,b)\n same => n,Set(a = 1)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_ASSIGN_NO_EQUALS"),
            ("extensions.conf", 7, "W_ASSIGN_SPACES"),
            ("extensions.conf", 8, "W_ASSIGN_SPACES"),
            ("extensions.conf", 9, "W_ASSIGN_SPACES"),
            ("extensions.conf", 12, "W_ASSIGN_SPACES"),
        ],
    },
    Row {
        name: "vars",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(${A:x})\n same => n,NoOp(${A:1:y})\n same => n,NoOp(${A:1:2:3})\n same => n,NoOp(${A b})\n same => n,NoOp(${})\n same => n,NoOp(${A!b})\n same => n,NoOp(${A)\n same => n,NoOp($[1+)\n same => n,NoOp(${A:})\n same => n,NoOp(${A-B})\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_VAR_SUBSTR_START"),
            ("extensions.conf", 7, "E_VAR_SUBSTR_LENGTH"),
            ("extensions.conf", 8, "E_VAR_SUBSTR_ARGS"),
            ("extensions.conf", 9, "E_VAR_BAD_TOKENS"),
            ("extensions.conf", 11, "E_VAR_BAD_TOKENS"),
            ("extensions.conf", 12, "E_APP_PARSE_ERROR"),
            ("extensions.conf", 12, "W_APP_BALANCE"),
            ("extensions.conf", 13, "E_APP_PARSE_ERROR"),
            ("extensions.conf", 13, "W_APP_BALANCE"),
            ("extensions.conf", 14, "E_VAR_SUBSTR_START"),
            ("extensions.conf", 15, "E_VAR_BAD_TOKENS"),
        ],
    },
    Row {
        name: "same first",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\n same => n,NoOp()\nexten => 1,1,NoOp()\n\n[two]\n same => n,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_DP_PAT_MISSING"),
            ("extensions.conf", 10, "E_DP_PAT_MISSING"),
        ],
    },
    Row {
        name: "jumps",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,Goto(nowhere,1,1)\n same => n,Goto(main,9,1)\n same => n,Goto(lab)\n same => n,Goto(main,1,lab)\n same => n,Goto(main,${X},lab)\n same => n,Goto(${X},1,lab)\n same => n,Gosub(nowhere,1,1)\n same => n,GosubIf(${A}?nowhere,1,1:main,9,1)\n same => n,GotoIf(${A}?bar)\n same => n,Goto(77)\n same => n,GotoIfTime(*,*,*,*?nowhere,s,1)\n same => n,Goto(1,77)\n same => n,Macro(nomacro)\n same => n,Dial(SIP/a,,G(nowhere^s^1)M(nomacro)U(nosub))\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_DP_GOTO_NOCONTEXT"),
            ("extensions.conf", 7, "W_DP_GOTO_CONTEXT_NOEXTEN"),
            ("extensions.conf", 8, "W_DP_GOTO_CONTEXT_NOEXTEN"),
            ("extensions.conf", 9, "W_DP_GOTO_CONTEXT_NOEXTEN"),
            ("extensions.conf", 10, "E_DP_GOTO_CONTEXT_NOLABEL"),
            ("extensions.conf", 11, "E_DP_GOTO_NOLABEL"),
            ("extensions.conf", 12, "E_DP_GOTO_NOCONTEXT"),
            ("extensions.conf", 13, "E_DP_GOTO_NOCONTEXT"),
            ("extensions.conf", 13, "W_DP_GOTO_CONTEXT_NOEXTEN"),
            ("extensions.conf", 14, "W_DP_GOTO_CONTEXT_NOEXTEN"),
            ("extensions.conf", 15, "W_DP_GOTO_CONTEXT_NOEXTEN"),
            ("extensions.conf", 17, "W_DP_GOTO_CONTEXT_NOEXTEN"),
        ],
    },
    Row {
        name: "misplaced",
        files: &[
            ("extensions.conf", b"[main]\nexten => 1,1,NoOp()\n\n[globals]\nA=1\n\n[general]\nx=y\n"),
        ],
        found: &[
            ("extensions.conf", 4, "H_DP_GLOBALS_MISPLACED"),
            ("extensions.conf", 7, "H_DP_GENERAL_MISPLACED"),
        ],
    },
    Row {
        name: "misplaced2",
        files: &[
            ("extensions.conf", b"[main]\nexten => 1,1,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 0, "H_DP_GENERAL_MISPLACED"),
            ("extensions.conf", 0, "H_DP_GLOBALS_MISPLACED"),
        ],
    },
    Row {
        name: "misplaced3",
        files: &[
            ("extensions.conf", b"[globals]\nA=1\n\n[general]\n\n[main]\nexten => 1,1,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 1, "H_DP_GLOBALS_MISPLACED"),
            ("extensions.conf", 4, "H_DP_GENERAL_MISPLACED"),
        ],
    },
    Row {
        name: "vspace",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp()\n\n\n\nexten => 2,1,NoOp()\nexten => 3,1,NoOp()\n[other]\nexten => 2,1,NoOp()\nexten => 4,1,NoOp()\nexten => 5,1,NoOp()\n\n\n\n\n[third]\nexten => 1,1,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 9, "H_WSV_VARSET_BETWEEN"),
            ("extensions.conf", 12, "H_WSV_CTX_BETWEEN"),
            ("extensions.conf", 19, "H_WSV_CTX_BETWEEN"),
        ],
    },
    Row {
        name: "readme",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[default]\nexten => _8[2-9]x,1,NoOp\n same => n,GoSub(somewhere,s,1(argument1,argument2)\n same => n,Payback(audiofile)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "H_PAT_NON_CANONICAL"),
            ("extensions.conf", 7, "E_DP_GOTO_NOCONTEXT"),
            ("extensions.conf", 7, "W_APP_BAD_CASE"),
            ("extensions.conf", 7, "W_APP_BALANCE"),
            ("extensions.conf", 8, "E_APP_MISSING"),
        ],
    },
    Row {
        name: "set lower",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,SET(a=1)\n same => n,Set(A=1,B=2)\n same => n,MSet(A=1,B=2)\n same => n,Set(ARRAY(a,b)=1,2)\n same => n,Set(HASH(a)=1)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_APP_BAD_CASE"),
        ],
    },
    Row {
        name: "ifs2",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,GosubIf($[foo]?a,1,1)\n same => n,GotoIf($[\"a\"=\"a\"]?1)\n same => n,GotoIf($[${A} = 1]?1:)\n same => n,ExecIf(${A}?)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_DP_GOTO_NOCONTEXT"),
        ],
    },
    Row {
        name: "ifs3",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,While(1)\n same => n,EndWhile()\n same => n,GotoIf(${A}x?1)\n same => n,GosubIf(?a,1,1)\n"),
        ],
        found: &[
            ("extensions.conf", 8, "E_APP_ARG_IFCONST"),
            ("extensions.conf", 9, "E_APP_ARG_IFEMPTY"),
            ("extensions.conf", 9, "E_DP_GOTO_NOCONTEXT"),
        ],
    },
    Row {
        name: "ifs4",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,ExecIf(${A}?NoOp(a):NoOp(b))\n same => n,ExecIf(${A}?Playbak(a))\n"),
        ],
        found: &[
            ("extensions.conf", 7, "E_APP_MISSING"),
        ],
    },
    Row {
        name: "pattern set",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => _8[135],1,NoOp()\nexten => _8[1-35-7],1,NoOp()\nexten => _8[12345],1,NoOp()\nexten => _8[a-c],1,NoOp()\nexten => _[+]X,1,NoOp()\nexten => _0-XXX,1,NoOp()\nexten => _X.,1,NoOp()\nexten => _[Xx]1,1,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 7, "H_PAT_NON_CANONICAL"),
            ("extensions.conf", 8, "H_PAT_NON_CANONICAL"),
            ("extensions.conf", 9, "H_PAT_NON_CANONICAL"),
            ("extensions.conf", 10, "H_PAT_NON_CANONICAL"),
        ],
    },
    Row {
        name: "funcs2",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,Set(CALLERID=1)\n same => n,Set(callerid(num)=1)\n same => n,Set(NOFUNC(a)=2)\n same => n,NoOp(${LEN(a\"b)})\n same => n,NoOp(${CALLERID(num):a})\n same => n,NoOp(${LEN(a):1:2:3})\n"),
        ],
        found: &[
            ("extensions.conf", 7, "E_FUNC_BAD_CASE"),
            ("extensions.conf", 8, "E_FUNC_MISSING"),
            ("extensions.conf", 9, "W_FUNC_BALANCE"),
            ("extensions.conf", 10, "E_VAR_SUBSTR_START"),
            ("extensions.conf", 11, "E_VAR_SUBSTR_ARGS"),
        ],
    },
    Row {
        name: "prio3",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 7,1(l),NoOp()\nexten => 7,n(l),NoOp()\nexten => 8,0,NoOp()\nexten => 10,1,NoOp()\nexten => 10,n+2,NoOp()\nexten => 11,1,NoOp()\nexten => 12,1,NoOp()\nexten => 11,2,NoOp()\nexten => 11,5,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 7, "E_DP_LABEL_DUPE"),
            ("extensions.conf", 8, "E_DP_PRIO_INVALID"),
            ("extensions.conf", 10, "E_DP_PRIO_INVALID"),
            ("extensions.conf", 14, "W_DP_PRIO_BADORDER"),
        ],
    },
    Row {
        name: "arrows2",
        files: &[
            ("extensions.conf", b"[general]\nautofallthrough = no\nclearglobalvars=> yes\n\n[globals]\nA = 1\nB => 2\n\n[main]\nexten=>2,1,NoOp()\nexten =>3,1,NoOp()\n same=>n,NoOp()\n same  =>  n,NoOp()\n\texten => 4,1,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 2, "W_WSH_VARSET"),
            ("extensions.conf", 3, "W_WSH_OBJSET"),
            ("extensions.conf", 6, "W_WSH_VARSET"),
            ("extensions.conf", 10, "W_WSH_OBJSET"),
            ("extensions.conf", 11, "W_WSH_OBJSET"),
            ("extensions.conf", 12, "W_WSH_OBJSET"),
            ("extensions.conf", 13, "W_WSH_OBJSET"),
            ("extensions.conf", 14, "W_WSH_BOL"),
        ],
    },
    Row {
        name: "func args3",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(${SHELL(ls \"x)})\n same => n,NoOp(${CURL(http://a/(b)})\n same => n,Set(X=${IF($[${A}=1]?\"a\":b)})\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_FUNC_BALANCE"),
            ("extensions.conf", 7, "W_FUNC_BALANCE"),
        ],
    },
    Row {
        name: "apos",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp(it's)\n same => n,Playback(it's)\n same => n,Wait(1)) \n same => n,Wait(1)x\n same => n,UserEvent(a|b)\n same => n,Queue(q|t)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "W_APP_BALANCE"),
            ("extensions.conf", 7, "W_APP_BALANCE"),
            ("extensions.conf", 8, "W_APP_BALANCE"),
            ("extensions.conf", 8, "W_WSH_EOL"),
        ],
    },
    Row {
        name: "odbc order",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,NoOp()\n"),
            ("func_odbc.conf", b"[X]\nreadsql=SELECT 1\ndsn=a\nreadsql=SELECT 2\n[Y]\ndsn=a\nbogus=1\nwritesql=SELECT 1\n"),
        ],
        found: &[
            ("func_odbc.conf", 3, "W_CONF_KEY_LATE"),
            ("func_odbc.conf", 4, "E_CONF_KEY_DUPE"),
            ("func_odbc.conf", 5, "H_WSV_CTX_BETWEEN"),
            ("func_odbc.conf", 7, "E_CONF_KEY_INVALID"),
        ],
    },
    Row {
        name: "old func",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => 1,1,Set(LANGUAGE()=de)\n same => n,Wait(1)\n"),
        ],
        found: &[
            ("extensions.conf", 6, "E_FUNC_MISSING"),
        ],
    },
    Row {
        name: "prio far",
        files: &[
            ("extensions.conf", b"[general]\n\n[globals]\n\n[main]\nexten => _X.,1,NoOp()\nexten => _X.,50000(far),NoOp()\nexten => 6,2,NoOp()\nexten => 6,1,NoOp()\n"),
        ],
        found: &[
            ("extensions.conf", 7, "W_DP_PRIO_BADORDER"),
            ("extensions.conf", 8, "W_DP_PRIO_BADORDER"),
        ],
    },
];
