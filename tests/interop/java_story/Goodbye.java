package story;

import static story.Checks.check;
import static story.Checks.refused;

/** The customer logs out. */
final class Goodbye {
    private final Story story;

    Goodbye(Story story) {
        this.story = story;
    }

    void tell() {
        check("Logout", () -> {
            story.desk.logout(story.asCustomer);
            refused("SESSION_EXPIRED", null, () -> story.desk.getCurrentUser(story.asCustomer));
        });
    }
}
