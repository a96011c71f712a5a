use super::*;

const TIMEOUT: OptionDoc = OptionDoc {
    name: "rtptimeout",
    aliases: &["rtp_timeout"],
    default: "30",
    help: " Hang up without RTP.\n\n 0 never does.\n",
    kind: "a whole number of seconds",
    choices: &[],
    deprecated: "use another",
};
const CONTEXT: OptionDoc = OptionDoc {
    name: "context",
    aliases: &[],
    default: "",
    help: "",
    kind: "text",
    choices: &[],
    deprecated: "",
};
const TABLE: TableDoc = TableDoc {
    kind: "phone",
    about: " A phone.\n",
    options: &[TIMEOUT, CONTEXT],
    elsewhere: &["type"],
    unsupported: &["a", "b"],
    ignored: &["c"],
};

#[test]
fn tables() {
    let expected = "\
phone
  A phone.

  rtptimeout  Hang up without RTP.
  context

Not supported yet: a, b.

Without effect: c.
";
    assert_eq!(table_help(&TABLE), expected);
}

#[test]
fn options() {
    let expected = "\
[phone] rtptimeout
  Hang up without RTP.

  0 never does.

  Value:      a whole number of seconds
  Default:    30
  Also:       rtp_timeout
  Deprecated: use another
";
    assert_eq!(option_help(&TABLE, &TIMEOUT), expected);
    assert_eq!(
        option_help(&TABLE, &CONTEXT),
        "[phone] context\n\n  Value:      text\n  Default:    (none)\n"
    );
}
