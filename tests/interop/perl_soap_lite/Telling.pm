# How the client says what it found.
package Telling;
use strict;
use warnings;
use utf8;
use Exporter 'import';
use JSON::PP;

our @EXPORT = qw(expect chapter);
my $json = JSON::PP->new->canonical->allow_nonref;

# Says whether what was found is what was expected.
sub expect {
    my ($name, $expected, $found) = map { ref $_ ? $json->encode([map { defined $_ ? "$_" : undef } @$_]) : $_ } @_;
    if (defined $expected ? defined $found && $expected eq $found : !defined $found) {
        print "PASS $name\n";
    }
    else {
        print "FAIL $name: expected ", told($expected), ', found ', told($found), "\n";
    }
    return;
}

# Tells one chapter; what stops it is said, and the next one is told.
sub chapter {
    my ($name, $tell, $story) = @_;
    eval { $tell->($story); 1 } or print "FAIL $name: ", told("$@"), "\n";
    return;
}

sub told { return $json->encode($_[0]) }

1;
