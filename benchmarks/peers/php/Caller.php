<?php
declare(strict_types=1);

/** Who is calling, and what they see. */
final class Caller
{
    public function __construct(
        public readonly int $id,
        public readonly int $roleId,
        private readonly string $permissions,
    ) {
    }

    public function may(string $permission): bool
    {
        return str_contains(" $this->permissions ", " $permission ");
    }

    /** The parameters of Events::VISIBLE. */
    public function sight(): array
    {
        return [
            $this->may('events:delete') ? 't' : 'f',
            $this->may('events:read_all') ? 't' : 'f',
            $this->id,
            $this->may('events:handle') ? 't' : 'f',
            $this->id,
        ];
    }
}
