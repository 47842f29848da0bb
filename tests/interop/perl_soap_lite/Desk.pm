# What a program in Perl needs besides SOAP::Lite: how to connect, log in, write requests, read lists and files.
# snippet: begin
package Desk;
use strict;
use warnings;
use utf8;
use Digest::SHA qw(sha256);
use MIME::Base64 qw(decode_base64 encode_base64);
use Refusal;
use Scalar::Util qw(blessed);
# end snippet

# snippet: connect
use SOAP::Lite;

our $NAMESPACE = 'urn:soapdesk:v1';
SOAP::Lite->soapversion($ENV{DESK_SOAP} // '1.1');    # Has to come before the first client is made.

# '/DataSetService' is the service of DataSets, without one it is everything else.
sub connect {
    my ($class, $service) = @_;
    my $client = SOAP::Lite->new(proxy => $ENV{DESK_URL} . ($service // ''), default_ns => $NAMESPACE);
    $client->autotype(0);    # Otherwise text that is not ASCII would go as base64.
    $client->on_action(sub { join '/', @_ });
    $client->on_fault(sub {
        my ($client, $answer) = @_;
        die ref $answer ? Refusal->new($answer) : $client->transport->status . "\n";
    });
    return bless {client => $client, headers => []}, $class;
}
# end snippet

# snippet: call
# Calls an operation. Members go out in the order in which they stand: it has to be that of the WSDL.
sub call {
    my ($self, $operation, @members) = @_;
    return $self->{client}->call($operation => elements(@members), @{$self->{headers}});
}

# name => text, name => [members], or several times the same name for a list; what is undefined is left out.
sub elements {
    my @elements;
    while (my ($name, $value) = splice @_, 0, 2) {
        next if !defined $value;
        push @elements, ref $value && @$value
            ? SOAP::Data->name($name => \SOAP::Data->value(elements(@$value)))
            # Without a type the text would go out unescaped: "<" in a title would be markup.
            : SOAP::Data->name($name)->type('string')->value(ref $value ? '' : $value);
    }
    return @elements;
}
# end snippet

# snippet: log in
# Returns the token of a new session.
sub log_in {
    my ($class, $username, $password) = @_;
    return $class->connect->call(Login => username => $username, password => $password)->result->{token};
}

# Sends the token with every further call.
sub with_session {
    my ($class, $token, $service) = @_;
    my $self = $class->connect($service);
    my $header = SOAP::Header->name('SessionHeader')->attr({xmlns => $NAMESPACE});
    $self->{headers} = [$header->value(\SOAP::Data->name(token => $token))];
    return $self;
}
# end snippet

# snippet: password
# Sends a user name and password with every call instead, as HTTP Basic; the desk takes them over https only.
sub with_password {
    my ($class, $username, $password) = @_;
    my $self = $class->connect;
    $self->{client}->transport->http_request->authorization_basic($username, $password);
    return $self;
}
# end snippet

# snippet: submit
sub submit_with_file {
    my ($self, $title, $content, $file_name, $bytes) = @_;
    return $self->call(
        SubmitEvent => title => $title,
        content => $content,
        priority => 'high',
        attachments => [
            NewAttachment => [
                fileName => $file_name,
                mediaType => 'application/octet-stream',
                content => encode_base64($bytes, ''),
            ],
        ],
        requestId => new_request_id(),
    )->result;
}

# Sent again with the same after a broken connection, a request happens once.
sub new_request_id {
    open my $random, '<:raw', '/dev/urandom' or die "no random numbers: $!";
    read $random, my $bytes, 16;
    return unpack 'H*', $bytes;
}
# end snippet

# snippet: pages
# Reads a list to its end, a page at a time.
sub all_events {
    my ($self, $filter, $size) = @_;
    my (@events, $cursor);
    do {
        my $answer = $self->call(
            ListEvents => filter => $filter,
            sort => [key => 'submitted', descending => 'false'],
            page => [size => $size // 50, cursor => $cursor],
        );
        push @events, $answer->valueof('//EventSummary');    # A list, however many there are.
        $cursor = $answer->valueof('//nextCursor');
    } while defined $cursor;
    return @events;
}
# end snippet

# snippet: upload
# Attaches bytes of any number, in parts. After a broken connection GetUpload tells how far it has come.
sub upload {
    my ($self, $event_id, $file_name, $bytes) = @_;
    my $upload = $self->call(
        BeginUpload => eventId => $event_id,
        fileName => $file_name,
        mediaType => 'application/octet-stream',
        size => length $bytes,
    )->result;
    while ((my $offset = $upload->{receivedBytes}) < length $bytes) {
        my $part = substr $bytes, $offset, $upload->{partBytes};
        $upload = $self->call(
            UploadPart => uploadId => $upload->{id},
            offset => $offset,
            content => encode_base64($part, ''),
        )->result;
    }
    my $digest = encode_base64(sha256($bytes), '');
    return $self->call(FinishUpload => uploadId => $upload->{id}, sha256 => $digest)->result;
}
# end snippet

# snippet: handle
# Gives the caller another name, unless the account has changed since it was read.
sub rename_me {
    my ($self, $user, $name) = @_;
    return 'done' if eval { $self->call(UpdateProfile => expectedVersion => $user->{version}, displayName => $name); 1 };
    my $refusal = $@;
    die $refusal if !(blessed $refusal && $refusal->isa('Refusal'));    # A broken connection, a mistake of ours.
    return 'read it again, and decide again' if $refusal->code eq 'CONFLICT';
    return 'log in again' if $refusal->code eq 'SESSION_EXPIRED';
    return sprintf '%s: %s (call %s)', $refusal->field // 'request', $refusal, $refusal->correlation_id;
}
# end snippet

# snippet: download
# Returns the bytes of a file of any size: an answer carries a part of them.
sub attachment {
    my ($self, $id) = @_;
    my ($bytes, $part) = ('');
    do {
        $part = $self->call(
            GetAttachment => attachmentId => $id,
            offset => length $bytes,
            length => 4 * 1024 * 1024,
        )->result;
        $bytes .= decode_base64($part->{content});
    } while length $bytes < $part->{attachment}{size};
    my $expected = decode_base64($part->{attachment}{sha256});
    die "$part->{attachment}{fileName} arrived damaged\n" if sha256($bytes) ne $expected;
    return $bytes;
}
# end snippet

1;
