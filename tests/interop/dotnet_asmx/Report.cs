// How a client says what it saw: a line "PASS name" or "FAIL name: what went wrong" of each operation and check.
using System;
using System.Collections.Generic;
using System.Linq;

static class Report {
    public static void Check(string name, Action check) {
        try {
            check();
            Console.WriteLine("PASS " + name);
        } catch (Exception error) {
            var cause = error.GetBaseException();
            Console.WriteLine("FAIL {0}: {1}: {2}", name, cause.GetType().Name, cause.Message.Replace('\n', ' '));
        }
    }

    public static void Equal<T>(T expected, T actual) {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new Exception("expected <" + expected + ">, got <" + actual + ">");
    }

    public static void EqualAll<T>(IEnumerable<T> expected, IEnumerable<T> actual) {
        if (!expected.SequenceEqual(actual))
            throw new Exception("expected <" + string.Join(", ", expected) + ">, got <" + string.Join(", ", actual) + ">");
    }

    public static void Contains<T>(T expected, IEnumerable<T> actual) {
        if (!actual.Contains(expected))
            throw new Exception("<" + expected + "> is not in <" + string.Join(", ", actual) + ">");
    }
}
