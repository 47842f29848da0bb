# How a message is filled in and sent, and how its answer is read.
if [ -n "${DESK_AUTHORITY-}" ]; then
    curl() { command curl --cacert "$DESK_AUTHORITY" "$@"; }
fi

# snippet: fill in an example
namespace=urn:soapdesk:v1
examples=wsdl/examples
path=  # /DataSetService for DataSets
token= # of a session, or user:password

# What is sent and received has passwords and tokens in it: in a folder for nobody else, which goes in the end.
work=$(umask 077 && mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# fill Operation name=text... name@file... -name...: print the example with these elements set, to a text or to the
# bytes of a file, and without those behind a minus.
fill() {
    operation=$1 && shift
    {
        case $token in
        *:*) printf '%s\n' '/<SessionHeader/,/<\/SessionHeader>/d' ;;
        *) printf '%s\n' "s~(<token>)[^<]*~\\1$token~" ;;
        esac
        printf '%s\n' "s~(<requestId>)[^<]*~\\1$(cat /proc/sys/kernel/random/uuid)~"
        for each; do
            case $each in
            -*) printf '%s\n' "/<${each#-}>.*<\\/${each#-}>|<${each#-} .*\\/>/d;/<${each#-}>/,/<\\/${each#-}>/d" ;;
            *=*) replaced "${each%%=*}" && quoted "${each#*=}" && printf '</%s>~\n' "${each%%=*}" ;;
            *) replaced "${each%%@*}" && base64 -w 0 "${each#*@}" && printf '</%s>~\n' "${each%%@*}" ;;
            esac
        done
    } > "$work/edits"
    sed -E -f "$work/edits" "$examples/$operation/request.xml"
}

# The beginning of what tells sed to replace an element.
replaced() {
    printf '%s' "s~<$1( [^>]*/>|>[^<]*</$1>)~<$1>"
}

# Text as XML has it, and then as the replacement of sed has it.
quoted() {
    printf %s "$1" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/[&~\\]/\\&/g' -e '$!s/$/\\/'
}
# end snippet

# snippet: send a message
# post Operation: send the message from the standard input. Its answer is in $work/answer.xml, the HTTP status in
# $status: 200, or 000 where there is no server.
post() {
    action=$namespace/$1
    if [ "${DESK_SOAP-}" = 1.2 ]; then
        sed 's|http://schemas.xmlsoap.org/soap/envelope/|http://www.w3.org/2003/05/soap-envelope|' > "$work/message.xml"
        set -- -H "Content-Type: application/soap+xml; charset=utf-8; action=\"$action\""
    else
        cat > "$work/message.xml"
        set -- -H "Content-Type: text/xml; charset=utf-8" -H "SOAPAction: \"$action\""
    fi
    # Over https a user name and password may come with each call instead of a session.
    case $token in *:*) set -- "$@" -u "$token" ;; esac
    echo '<none/>' > "$work/received.xml"
    status=$(curl -sS --max-time 30 "$@" --data-binary "@$work/message.xml" -o "$work/received.xml" \
        -w '%{http_code}' "$DESK_URL$path")
    # What is no SOAP, such as a page of a proxy, has nothing to read.
    grep -q Envelope "$work/received.xml" || echo '<none/>' > "$work/received.xml"
    # All elements are in one namespace; without it, paths need no prefixes.
    sed "s| xmlns=\"$namespace\"||" "$work/received.xml" > "$work/answer.xml"
}
# end snippet

# snippet: read an answer
# value event/id: print the text of the first such element.
value() {
    xmllint --xpath "string(//$1)" "$work/answer.xml"
}

# count events/EventSummary: print how many there are.
count() {
    xmllint --xpath "count(//$1)" "$work/answer.xml"
}

# succeeded: whether the desk has done it; otherwise say what it says.
succeeded() {
    [ "$status" = 200 ] || {
        echo "$(value ServiceFault/code): $(value ServiceFault/message)" \
            "(HTTP $status, field '$(value ServiceFault/field)', call $(value ServiceFault/correlationId))" >&2
        return 1
    }
}
# end snippet

# snippet: call for somebody
# as token Operation name=value...: send an example with somebody's session.
as() {
    token=$1 && shift
    fill "$@" > "$work/filled.xml"
    post "$1" < "$work/filled.xml"
}
# end snippet

# snippet: log in
# log_in username password: print the token of a new session.
log_in() {
    as "" Login "username=$1" "password=$2"
    succeeded && value token
}
# end snippet

# enter username password: print what lets a user in, a session or the password, in the manner of the variant.
enter() {
    if [ "${DESK_CREDENTIALS-}" = Basic ]; then
        echo "$1:$2"
    else
        log_in "$1" "$2"
    fi
}

# same found wanted name...: say of operations and checks that a value is what it should be.
same() {
    found=$1 wanted=$2 && shift 2
    for name; do
        if [ "$found" = "$wanted" ]; then
            echo "PASS $name"
        else
            echo "FAIL $name: '$found' instead of '$wanted'; $status $(value ServiceFault)" | tr -s '\n ' ' '
            echo
        fi
    done
}
