<?php
/** How the client says what it found. */
declare(strict_types=1);

/** Says whether what was found is what was expected. */
function expect(string $name, mixed $expected, mixed $found): void
{
    if ($expected === $found) {
        echo "PASS $name\n";
    } else {
        echo "FAIL $name: expected ", told($expected), ', found ', told($found), "\n";
    }
}

/** Tells one chapter; what stops it is said, and the next one is told. */
function chapter(callable $tell, Story $story): void
{
    try {
        $tell($story);
    } catch (Throwable $error) {
        $what = get_class($error) . ' ' . told($error->getMessage());
        echo "FAIL $tell: $what in ", basename($error->getFile()), ' ', $error->getLine(), "\n";
    }
}

function told(mixed $value): string
{
    return json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
}

/** Who and what the story is about; a chapter fills in what later ones need. */
final class Story
{
    public SoapClient $administrator;
    public SoapClient $customer;
    public SoapClient $staff;
    public string $staffToken;
    public stdClass $customerUser;
    public stdClass $staffUser;
    public stdClass $otherStaffUser;
    /** The event that is carried through its life. */
    public stdClass $event;
    public stdClass $withdrawn;
    /** @var stdClass[] */
    public array $others = [];

    public function __construct(public readonly string $run, public readonly string $password)
    {
    }

    public function newPassword(): string
    {
        return 'four green bicycles';
    }
}
