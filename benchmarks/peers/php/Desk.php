<?php
declare(strict_types=1);

/** The four operations, each in one transaction on the connection that this process keeps. */
final class Desk
{
    private const CALLER = <<<'SQL'
        SELECT s.user_id, u.role_id,
               (SELECT string_agg(p.permission, ' ') FROM role_permissions p WHERE p.role_id = u.role_id)
        FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.token_digest = ?::bytea AND u.status = 'active' AND NOT u.must_change_password
          AND s.expires_at > now() AND s.last_used_at > now() - interval '30 minutes'
        SQL;

    private ?string $token = null;
    private PDO $database;

    public function __construct()
    {
        $this->database = new PDO($_SERVER['DESK_DATABASE'], options: [
            PDO::ATTR_PERSISTENT => true,
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_NUM,
            // A statement lives as long as a request, and is used once in it: a round trip to prepare it would be lost.
            PDO::PGSQL_ATTR_DISABLE_PREPARES => true,
        ]);
    }

    public function SessionHeader(stdClass $header): void
    {
        $this->token = $header->token;
    }

    public function GetEvent(stdClass $asked): array
    {
        return $this->run('GetEvent', 'events:read', fn (Caller $caller) =>
            (new Events($this, $caller))->get((int) $asked->eventId));
    }

    public function ListEvents(stdClass $asked): array
    {
        return $this->run('ListEvents', 'events:read', fn (Caller $caller) => (new Events($this, $caller))->list());
    }

    public function SubmitEvent(stdClass $asked): array
    {
        return $this->run('SubmitEvent', 'events:submit', fn (Caller $caller) =>
            (new Submission($this, $caller))->submit($asked));
    }

    public function ReadTable(stdClass $asked): array
    {
        return $this->run('ReadTable', 'data:use', fn (Caller $caller) => (new Tables($this, $caller))->read($asked));
    }

    public function query(string $sql, array $values): PDOStatement
    {
        $statement = $this->database->prepare($sql);
        $statement->execute($values);
        return $statement;
    }

    public static function refusal(string $code, string $message): SoapFault
    {
        $detail = ['code' => $code, 'message' => $message, 'retryable' => false, 'correlationId' => self::correlation()];
        return new SoapFault('Client', $message, null, $detail, 'ServiceFault');
    }

    public static function correlation(): string
    {
        return bin2hex(random_bytes(8));
    }

    public static function instant(?string $time): ?string
    {
        return $time === null ? null : substr($time, 0, 10) . 'T' . substr($time, 11, -3) . 'Z';
    }

    /** A person, null where there is none. */
    public static function person(?int $id, ?string $name): ?array
    {
        return $id === null ? null : ['id' => $id, 'displayName' => $name];
    }

    private function run(string $operation, string $permission, Closure $work): array
    {
        $this->database->beginTransaction();
        try {
            $answer = ["{$operation}Result" => $work($this->caller($permission))];
            $this->database->commit();
            return $answer;
        } finally {
            if ($this->database->inTransaction()) {
                $this->database->rollBack();
            }
        }
    }

    private function caller(string $permission): Caller
    {
        $row = $this->query(self::CALLER, ['\x' . hash('sha256', $this->token ?? '')])->fetch();
        if ($row === false) {
            throw self::refusal('SESSION_EXPIRED', 'The session has ended. Log in again.');
        }
        $caller = new Caller($row[0], $row[1], $row[2]);
        if (!$caller->may($permission)) {
            throw self::refusal('PERMISSION_DENIED', 'Your role does not allow this.');
        }
        return $caller;
    }
}
