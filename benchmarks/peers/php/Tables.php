<?php
declare(strict_types=1);

/** What reads rows of events by their numbers, as far as they are granted. */
final class Tables
{
    private const COLUMNS = [
        'id' => ['integer', '编号'],
        'title' => ['text', '标题'],
        'status' => ['text', '状态'],
        'priority' => ['text', '优先级'],
        'customer_id' => ['integer', '客户'],
        'submitted_at' => ['dateTime', '提交时间'],
    ];
    private const GRANT = <<<'SQL'
        SELECT 1 FROM data_grants WHERE table_name = ? AND (user_id = ? OR role_id = ?)
          AND scope = 'all' AND verbs::jsonb @> '["read"]' AND columns::jsonb @> ?::jsonb
        SQL;
    private const ACCESS = <<<'SQL'
        INSERT INTO data_accesses (happened_at, actor_id, operation, digest, tables, rows, bytes, milliseconds, outcome,
                                   address, correlation_id)
        VALUES (now(), ?, 'ReadTable', ?, '["events"]', ?, ?, ?, 'done', ?, ?)
        SQL;

    public function __construct(private readonly Desk $desk, private readonly Caller $caller)
    {
    }

    public function read(stdClass $asked): array
    {
        $started = hrtime(true);
        $columns = $asked->columns->string;
        $condition = $asked->filter->allOf->DataCondition[0];
        $grant = [$asked->table, $this->caller->id, $this->caller->roleId, json_encode($columns)];
        $granted = $this->desk->query(self::GRANT, $grant)->fetchColumn();
        if ($granted === false || array_diff($columns, array_keys(self::COLUMNS))) {
            throw Desk::refusal('NOT_FOUND', 'There is no such table or column.');
        }
        if ([$condition->column, $condition->operator] !== ['id', 'lessOrEqual']) {
            throw Desk::refusal('INVALID_ARGUMENT', 'This peer reads by id only.');
        }
        $names = implode(', ', array_map(fn (string $name) => "\"$name\"", $columns));
        $sql = "SELECT $names FROM events WHERE id <= ? AND status <> 'deleted' ORDER BY id LIMIT ?";
        $bounds = [$condition->values->string[0], $asked->size ?? 500];
        $bytes = 0;
        $rows = [];
        $times = array_keys($columns, 'submitted_at');
        foreach ($this->desk->query($sql, $bounds) as $row) {
            foreach ($times as $place) {
                $row[$place] = Desk::instant($row[$place]);
            }
            foreach ($row as $value) {
                $bytes += strlen((string) $value);
            }
            $rows[] = ['values' => ['string' => $row]];
        }
        $milliseconds = intdiv(hrtime(true) - $started, 1_000_000);
        $digest = hash('sha256', $sql . implode(' ', $bounds));
        $counts = [count($rows), $bytes, $milliseconds];
        $access = [$this->caller->id, $digest, ...$counts, $_SERVER['REMOTE_ADDR'], Desk::correlation()];
        $this->desk->query(self::ACCESS, $access);
        $described = array_map(self::described(...), $columns);
        return ['rowSet' => ['columns' => ['RowSetColumn' => $described], 'rows' => ['DataRow' => $rows]], 'total' => null];
    }

    private static function described(string $name): array
    {
        [$type, $label] = self::COLUMNS[$name];
        return ['name' => $name, 'type' => $type, 'nullable' => false, 'label' => $label];
    }
}
