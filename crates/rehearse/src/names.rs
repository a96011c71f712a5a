//! Names that Asterisk knows, so that what it has and this exchange has not yet is told from a slip.

/// Is there such an application in some release of Asterisk?
pub(crate) fn is_application(name: &str) -> bool {
    applications().any(|known| known.eq_ignore_ascii_case(name))
}

/// Is there such a function in some release of Asterisk?
pub(crate) fn is_function(name: &str) -> bool {
    functions().any(|known| known.eq_ignore_ascii_case(name)) || name.starts_with("ODBC_")
}

/// Every application's name.
pub(crate) fn applications() -> impl Iterator<Item = &'static str> {
    APPLICATIONS.split_whitespace()
}

/// Every function's name.
pub(crate) fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.split_whitespace()
}

/// Is it a channel driver of some release of Asterisk?
pub(crate) fn is_technology(name: &str) -> bool {
    TECHNOLOGIES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

/// Is it a file that some module of Asterisk reads?
pub(crate) fn is_file(name: &str) -> bool {
    let stem = name.strip_suffix(".conf").unwrap_or(name);
    FILES.split_whitespace().any(|known| known == stem)
}

/// Stems of the files that some module of Asterisk reads.
pub(crate) fn files() -> impl Iterator<Item = &'static str> {
    FILES.split_whitespace()
}

/// Variables that a channel has without anybody setting them, or that applications set.
pub(crate) fn is_set_by_itself(name: &str) -> bool {
    let numbered = |stem: &str| {
        name.strip_prefix(stem)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    VARIABLES.split_whitespace().any(|known| known == name)
        || numbered("ARG")
        || STEMS.iter().any(|stem| name.starts_with(stem))
}

pub(crate) const TECHNOLOGIES: &[&str] = &[
    "PJSIP",
    "SIP",
    "Local",
    "IAX2",
    "DAHDI",
    "Zap",
    "AudioSocket",
    "WebSocket",
    "Console",
    "Motif",
    "Gtalk",
    "Jingle",
    "Skinny",
    "SCCP",
    "MGCP",
    "H323",
    "OOH323",
    "mISDN",
    "CAPI",
    "Dongle",
    "Mobile",
    "Quectel",
    "Khomp",
    "KDAHDI",
    "Phone",
    "Alsa",
    "OSS",
    "Unistim",
    "USTM",
    "Agent",
    "Bridge",
    "MulticastRTP",
    "UnicastRTP",
    "Snoop",
    "Recorder",
    "Announcer",
    "Message",
    "VPB",
    "Woomera",
    "LTDMOBILE",
    "Media",
    "RTP",
    "Vpb",
    "Nbs",
    "Beagle",
    "Sangoma",
    "USBRADIO",
    "Radio",
    "SimpleUSB",
    "Voter",
    "Echolink",
    "TLB",
    "Surrogate",
    "CBMysql",
    "Feature",
    "Follow",
    "DIALGROUP",
];

const APPLICATIONS: &str = "\
AddQueueMember ADSIProg AELSub AgentCallbackLogin AgentLogin AgentMonitorOutgoing AgentRequest AGI \
AlarmReceiver AMD Answer AppendCDRUserField Attended AttendedTransfer AudioSocket Authenticate \
BackGround BackgroundDetect BlindTransfer Bridge BridgeAdd BridgeWait BroadCast Busy \
CallCompletionCancel CallCompletionRequest CELGenUserEvent ChangeMonitor ChanIsAvail \
ChannelRedirect ChanSpy ClearHash ConfBridge ConfKick Congestion ContinueWhile ControlPlayback Curl \
Cut DAHDIAcceptR2Call DAHDIBarge DAHDIRAS DAHDIScan DAHDISendCallreroutingFacility \
DAHDISendKeypadFacility DateTime DBdel DBdeltree DBget DBput DeadAGI Dial DialogicFax Dictate \
DigitTimeout Directory DISA DumpChan EAGI Echo EndWhile EnumLookup Exec ExecIf ExecIfTime ExitWhile \
ExtenSpy ExternalIVR FastAGI Festival Flash FollowMe ForkCDR FaxGateway GetCPEID Gosub GosubIf Goto \
GotoIf GotoIfTime HangupCauseClear Hangup HasNewVoicemail HasVoicemail IAX2Provision ICES \
ImportVar Incomplete InternalTiming IVRDemo JabberJoin JabberLeave JabberSend JabberSendGroup \
JabberStatus JACK KeepAlive Log LookupBlacklist LookupCIDName Macro MacroExclusive MacroExit \
MacroIf MailboxExists Math MD5 MeetMe MeetMeAdmin MeetMeChannelAdmin MeetMeCount MessageSend \
Milliwatt MinivmAccMess MinivmDelete MinivmGreet MinivmMWI MinivmNotify MinivmRecord misdn_set_opt \
MixMonitor Monitor Morsecode MP3Player MSet MusicOnHold MYSQL NBScat NoCDR NoOp ODBC_Commit \
ODBC_Rollback ODBCFinish Originate OSPAuth OSPFinish OSPLookup OSPNext Page Park ParkAndAnnounce \
ParkedCall PauseMonitor PauseQueueMember Pickup PickupChan PickupChannel Playback PlayTones \
PrivacyManager Proceeding Progress Queue QueueLog QueueUpdate RaiseException Random Read ReadExten \
ReadFile ReceiveFAX ReceiveFax Record RedirectChannel Reload RemoveQueueMember ResetCDR \
ResponseTimeout RetryDial Return Ringing Rpt RxFAX SayAlpha SayAlphaCase SayCountedAdj \
SayCountedNoun SayCountPL SayDigits SayMoney SayNumber SayOrdinal SayPhonetic SayUnixTime \
SendDTMF SendFAX SendImage SendText SendURL Set SetAccount SetAMAFlags SetCallerID SetCallerPres \
SetCDRUserField SetCIDName SetCIDNum SetGlobalVar SetGroup SetLanguage SetMusicOnHold SetRDNIS \
SetTransferCapability SetVar SIPAddHeader SIPDtmfMode SIPRemoveHeader SIPSendCustomINFO SkelGuessNumber \
SLAStation SLATrunk SMS SoftHangup SpeechActivateGrammar SpeechBackground SpeechCreate \
SpeechDeactivateGrammar SpeechDestroy SpeechLoadGrammar SpeechProcessingSound SpeechStart \
SpeechUnloadGrammar StackPop StartMusicOnHold Stasis StopMixMonitor StopMonitor StopMusicOnHold \
StopPlayTones StreamEcho SubString System TestClient TestServer Transfer TryExec TrySystem TXFax \
TxFAX UnpauseMonitor UnpauseQueueMember UserEvent Verbose VMAuthenticate VMSayName VoiceMail \
VoiceMailMain VoiceMailPlayMsg Wait WaitDigit WaitExten WaitForCond WaitForNoise WaitForRing \
WaitForSilence WaitForTone WaitMusicOnHold WaitUntil While Zapateller ZapBarge ZapRAS ZapScan \
AbsoluteTimeout Dialtone DialTone DUNDiLookup MWI TransferCall VoiceMail2 VoiceMailMain2 Voicemail2";

const FUNCTIONS: &str = "\
AELSUB AES_DECRYPT AES_ENCRYPT AGC AGENT AMI_CLIENT ARRAY AST_CONFIG AST_SORCERY AUDIOHOOK_INHERIT \
BASE64_DECODE BASE64_ENCODE BLACKLIST CALENDAR_BUSY CALENDAR_EVENT CALENDAR_QUERY \
CALENDAR_QUERY_RESULT CALENDAR_WRITE CALLCOMPLETION CALLERID CALLERPRES CDR CDR_PROP CHANNEL \
CHANNELS CHANNEL_EXISTS CHECKSIPDOMAIN CONFBRIDGE CONFBRIDGE_CHANNELS CONFBRIDGE_INFO CONNECTEDLINE \
CSV_QUOTE CURL CURLOPT CUT DB DB_DELETE DB_EXISTS DB_KEYCOUNT DB_KEYS DEC DENOISE DEVICE_STATE DEVSTATE \
DIALGROUP DIALPLAN_EXISTS DTMF_FLASH DUNDILOOKUP DUNDIQUERY DUNDIRESULT ENUMLOOKUP ENUMQUERY \
ENUMRESULT ENV EVAL EVAL_EXTEN EVAL_SUB EXCEPTION EXISTS EXPORT EXTENSION_STATE FAXOPT FAXOPT_RES \
FEATURE FEATUREMAP FIELDNUM FIELDQTY FILE FILE_COUNT_LINE FILE_FORMAT FILTER FRAME_DROP FRAME_TRACE \
GEOLOC_PROFILE GLOBAL GROUP GROUP_COUNT GROUP_LIST GROUP_MATCH_COUNT HANGUPCAUSE HANGUPCAUSE_KEYS \
HASH HASHKEY HASHKEYS HINT HOLD_INTERCEPT IAXPEER IAXVAR ICONV IF IFMODULE IFTIME IMPORT INC ISNULL \
JABBER_RECEIVE JABBER_STATUS JITTERBUFFER JSON_DECODE KEYPADHASH LANGUAGE LEN LISTFILTER LOCAL \
LOCAL_PEEK LOCK LTRIM MAILBOX_EXISTS MASTER_CHANNEL MATH MD5 MEETME_INFO MESSAGE MESSAGE_DATA \
MINIVMACCOUNT MINIVMCOUNT MP3 MUSICCLASS MUTEAUDIO MVM_INFO NULL ODBC ODBC_FETCH PASSTHRU PERIODIC_HOOK \
PITCH_SHIFT PJSIP_AOR PJSIP_CONTACT PJSIP_DIAL_CONTACTS PJSIP_DTMF_MODE PJSIP_ENDPOINT PJSIP_HEADER \
PJSIP_HEADERS PJSIP_HEADER_PARAM PJSIP_INHERITABLE_HEADER PJSIP_MEDIA_OFFER PJSIP_MOH_PASSTHROUGH \
PJSIP_PARSE_URI PJSIP_PARSE_URI_FROM PJSIP_REGISTRATION PJSIP_RESPONSE_HEADER PJSIP_RESPONSE_HEADERS \
PJSIP_SEND_SESSION_REFRESH PJSIP_TRANSFER_HANDLING POLARITY POP PP_EACH_EXTENSION PP_EACH_USER \
PRESENCE_STATE PUSH QUEUE_EXISTS QUEUE_GET_CHANNEL QUEUE_MEMBER QUEUE_MEMBER_COUNT QUEUE_MEMBER_LIST \
QUEUE_MEMBER_PENALTY QUEUE_VARIABLES QUEUE_WAITING_COUNT QUOTE RAND REALTIME REALTIME_DESTROY \
REALTIME_FIELD REALTIME_HASH REALTIME_STORE REDIRECTING REGEX REPLACE RTRIM SAYFILES SCRAMBLE SET \
SHA1 SHARED SHELL SHIFT SIPCHANINFO SIPPEER SIP_HEADER SIP_HEADERS SMDI_MSG SMDI_MSG_RETRIEVE SORT \
SPEECH SPEECH_ENGINE SPEECH_GRAMMAR SPEECH_RESULTS_TYPE SPEECH_SCORE SPEECH_TEXT SPRINTF SQL_ESC \
SQL_ESC_BACKSLASHES SRVQUERY SRVRESULT STACK_PEEK STAT STATSD STIR_SHAKEN STRBETWEEN STREAM_SILENCE \
STRFTIME STRPTIME STRREPLACE SYSINFO TALK_DETECT TESTTIME TIMEOUT TOLOWER TONE_DETECT TOUPPER \
TRANSFERSTATUS TRIM TRYLOCK TXTCIDNAME UNLOCK UNSHIFT URIDECODE URIENCODE UUID VALID_EXTEN VERSION \
VMCOUNT VM_INFO VOLUME";

const VARIABLES: &str = "\
EXTEN CONTEXT PRIORITY CHANNEL UNIQUEID LINKEDID EPOCH DATETIME TIMESTAMP HANGUPCAUSE ANSWEREDTIME \
DIALEDTIME DIALEDPEERNAME DIALEDPEERNUMBER DIALSTATUS DIALEDTIME_MS ANSWEREDTIME_MS PROGRESSTIME \
RINGTIME ARGC ACCOUNTCODE BLINDTRANSFER ATTENDEDTRANSFER CALLERID CALLERIDNUM CALLERIDNAME CALLINGPRES \
CALLINGANI2 CALLINGTNS CALLINGTON CALLINGSUBADDR DNID RDNIS LANGUAGE ENTITYID SYSTEMNAME INVALID_EXTEN \
AGISTATUS AGENTBYCALLERID AMDSTATUS AMDCAUSE AVAILCHAN AVAILORIGCHAN AVAILSTATUS AVAILCAUSECODE \
AUTH_MAILBOX AUTH_CONTEXT BACKGROUNDSTATUS BRIDGEPEER BRIDGEPVTCALLID BRIDGERESULT CHANNELREDIRECT_STATUS \
CONFBRIDGE_RESULT CPLAYBACKSTATUS CPLAYBACKOFFSET CPLAYBACKSTOPKEY DATABASE_RESULT DB_RESULT DIGITS \
DISA_STATUS DOCUMENTROOT DYNAMIC_FEATURES ENDWHILE EXCEPTION FAXSTATUS FAXERROR FAXMODE FAXPAGES \
FAXOPT FORWARDERNAME FOLLOWMESTATUS GOSUB_RESULT GOSUB_RETVAL GROUP LOOKUPSTATUS MACRO_CONTEXT \
MACRO_EXTEN MACRO_OFFSET MACRO_PRIORITY MACRO_RESULT MEETMESECS MEETMEBOOKID MEMBERINTERFACE MEMBERNAME \
MESSAGE_SEND_STATUS MIXMONITOR_FILENAME MONITORED MONITOR_FILENAME ODBCSTATUS ODBCROWS ODBC_ID \
ORIGINATE_STATUS PARKINGSLOT PARKING_SPACE PARKEDLOT PARKER PARKER_FLAT PARKEDAT PARKINGLOT \
PARKCALLSTATUS PICKUPRESULT PICKUP_SUCCESS PLAYBACKSTATUS PQMSTATUS PRIREDIRECTREASON PRIVACYMGRSTATUS \
QUEUENAME QUEUEPOSITION QUEUESTATUS QUEUEHOLDTIME QUEUETALKTIME QUEUECALLERS QUEUEORIGINALPOSITION \
QEHOLDTIME QEORIGINALPOS QUEUEMAX QUEUESTRATEGY AQMSTATUS RQMSTATUS UPQMSTATUS READSTATUS REASON \
RECORDED_FILE RECORD_STATUS RECORD_TIME REDIRECTING_CALLEE_SEND_MACRO REGSECONDS REMOTESTATIONID \
SENDFAXSTATUS SENDTEXTSTATUS SENDTEXTTYPE SENDIMAGESTATUS SENDURLSTATUS SHELLSTATUS SIPCALLID \
SIPDOMAIN SIPFROMDOMAIN SIPREFERRINGCONTEXT SIPREFERREDBYHDR SIPTRANSFER SIPTRANSFER_REFERER \
SIPURI SIPUSERAGENT SIPREDIRECTCONTEXT SIPTRANSFER_REPLACES SMDI_MESSAGE SPEECH_ERROR SYSTEMSTATUS \
STASISSTATUS TESTSTATUS TOUCH_MONITOR TRANSFERSTATUS TRANSFERSTATUSPROTOCOL TRANSFER_CONTEXT TRYSTATUS \
TXTCIDNAMESTATUS USERBYALIAS VMSTATUS VMBOXEXISTSSTATUS VM_MESSAGEFILE VOLUME VXML_URL VXML_ID \
WAITFORNOISE WAITFORSILENCE WAITSTATUS WAITFOREXTENSTATUS WAITDURATION ZAPHANGUPCAUSE ORIG_CHANNEL \
CURL CDR CALLID CONNECTEDLINE SENDDTMFSTATUS DIALEDNUM OUTGOING_STATUS AST_OUTGOING_ATTEMPT \
FEATURE_NAME FEATURE_CONTEXT FEATURE_EXTEN FEATURE_CHANNEL HASHRESULT AST_CONFIG_DIR GROUP_COUNT \
ANI ANI2 CALLTYPE CHANUNAVAIL JITTERBUFFER LIMIT_PLAYAUDIO_CALLER LIMIT_PLAYAUDIO_CALLEE \
LIMIT_WARNING_FILE LIMIT_TIMEOUT_FILE LIMIT_CONNECT_FILE PBX_HANGUP_HANDLER TALK_DETECT RSTATUS";

const STEMS: &[&str] = &[
    "AST",
    "HASH",
    "SIP_",
    "PJSIP",
    "QUEUE",
    "CDR",
    "DIALED",
    "EXCEPTION_",
    "MACRO_",
    "VM_",
    "FAX",
    "LOCAL",
    "~",
    "ODBC",
    "SPEECH",
    "MEETME",
    "CONFBRIDGE",
    "MONITOR",
    "MESSAGE",
];

const FILES: &str = "\
acl adsi aeap agents ais alarmreceiver alsa amd app_mysql app_skel ari ast_debug_tools asterisk \
calendar ccss cdr cdr_adaptive_odbc cdr_beanstalkd cdr_custom cdr_manager cdr_mysql cdr_odbc cdr_pgsql \
cdr_sqlite3_custom cdr_syslog cdr_tds cdr_radius cel cel_beanstalkd cel_custom cel_odbc cel_pgsql \
cel_sqlite3_custom cel_tds chan_dahdi chan_mobile chan_ooh323 chan_websocket check_config \
cli cli_aliases cli_permissions codecs confbridge config_test console dbsep dnsmgr dsp dundi enum \
extconfig extensions extensions_minivm features festival followme func_odbc func_sync geolocation \
gtalk h323 http iax iaxprov indications jabber jingle logger manager meetme mgcp minivm misdn \
modem modules motif musiconhold muted ooh323 osp oss phone phoneprov pjproject pjsip pjsip_notify \
pjsip_wizard prometheus queuerules queues res_config_mysql res_config_odbc res_config_sqlite \
res_config_sqlite3 res_corosync res_curl res_fax res_fax_digium res_http_media_cache res_ldap res_mysql \
res_odbc res_parking res_pgsql res_pktccops res_snmp res_stun_monitor resolver_unbound rpt rtp say \
sip sip_notify skinny sla smdi sorcery ss7.timers stasis statsd stir_shaken system telcordia-1 test_sorcery \
udptl unistim users usbradio simpleusb voicemail vpb websocket_client xmpp zapata privacy dongle quectel";
