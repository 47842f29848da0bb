package story;

import desk.ServiceFault;
import desk.ServiceFaultMessage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Says of each operation and each check whether it passed, and goes on. */
final class Checks {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    interface Step {
        void take() throws Exception;
    }

    private Checks() {
    }

    static void check(String name, Step step) {
        try {
            step.take();
            OUT.println("PASS " + name);
        } catch (Exception error) {
            String place = error.getStackTrace().length == 0 ? "" : " at " + error.getStackTrace()[0];
            OUT.println("FAIL " + name + ": " + (error + place).replace('\n', ' '));
        }
    }

    static void equal(Object expected, Object actual) {
        if (!Objects.equals(expected, actual))
            throw new IllegalStateException("not " + expected + " but " + actual);
    }

    /** Checks that a call is refused with the generated exception, and what its typed detail tells. */
    static void refused(String code, String field, Step call) throws Exception {
        try {
            call.take();
        } catch (ServiceFaultMessage refusal) {
            ServiceFault fault = refusal.getFaultInfo();
            equal(code, fault.getCode());
            equal(field, fault.getField());
            equal(false, fault.getCorrelationId().isEmpty());
            return;
        }
        throw new IllegalStateException("was not refused");
    }
}
