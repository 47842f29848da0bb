import desk.ServiceFault;
import java.util.Objects;

/** Says what passed and what did not. */
final class Show {
    private Show() {
    }

    interface Step {
        void act() throws Exception;
    }

    /** Say of operations and checks that a step passed, or what went wrong. */
    static void shows(Step step, String... names) {
        String failure = null;
        try {
            step.act();
        } catch (Exception error) {
            failure = error.toString().replace('\n', ' ');
        }
        for (String name : names) {
            System.out.println(failure == null ? "PASS " + name : "FAIL " + name + ": " + failure);
        }
    }

    static void same(Object found, Object wanted) {
        if (!Objects.deepEquals(found, wanted)) {
            throw new IllegalStateException(found + " instead of " + wanted);
        }
    }

    /** Check that a call is refused, with all that a fault says. */
    static void refused(Step call, String code, String field) throws Exception {
        try {
            call.act();
        } catch (ServiceFault fault) {
            same(fault.getCode() + " " + fault.getField(), code + " " + field);
            same(fault.getMessage1(), fault.getFaultString());
            same(fault.isRetryable(), false);
            same(fault.getCorrelationId().length(), 16);
            return;
        }
        throw new IllegalStateException("not refused");
    }
}
