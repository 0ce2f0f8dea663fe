/* Starting a program as another user, which Swift cannot express: between fork and exec only async-signal-safe calls
 * may run. */
#ifndef GANGWAY_PROCESS_H
#define GANGWAY_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* What a program is started with. Arrays of strings end with NULL; everything is the caller's and only read. */
struct gangway_program {
    const char *path; /* absolute; NULL: this very executable */
    char *const *arguments;
    char *const *environment;
    const char *directory; /* where it starts; where that fails, "/" with a line on its standard error */
    int input, output, error;
    /* The descriptors are a terminal's: it becomes the controlling one. */
    _Bool terminal;
    /* Change to `uid`, `gid` and `groups`; otherwise it stays who we are. */
    _Bool change_user;
    uint32_t uid, gid;
    const uint32_t *groups;
    int group_count;
    uint32_t mode_mask; /* umask */
};

/* Why a program did not start: the failed step and errno. */
struct gangway_start_failure {
    int32_t step; /* enum gangway_start_step */
    int32_t code; /* errno */
};

enum gangway_start_step {
    GANGWAY_START_SESSION = 1,
    GANGWAY_START_TERMINAL = 2,
    GANGWAY_START_DESCRIPTORS = 3,
    GANGWAY_START_USER = 4,
    GANGWAY_START_EXEC = 5,
};

/* Starts it in a session of its own, all signals at their defaults and unblocked, every other descriptor closed.
 * `report` gets the reading end of a close-on-exec pipe: its end without a byte means that the program runs; otherwise
 * one gangway_start_failure comes. Returns the pid, or -1 and errno. */
pid_t gangway_start(const struct gangway_program *program, int *report);

/* This process's variables, ended by NULL. */
char *const *gangway_environment(void);

/* Blocks SIGCHLD in this thread and those it makes later, and gives a non-blocking descriptor that is readable when a
 * child has ended. -1 and errno. */
int gangway_child_signals(void);
/* Takes the notes from such a descriptor away. */
void gangway_take_child_signals(int fd);

/* How a child ended. */
struct gangway_child_end {
    pid_t pid;
    _Bool signalled;
    _Bool core_dumped;
    int32_t code; /* the exit status, or the signal's number */
};
/* The next child that has ended, reaped. 0: none now; -1: none at all. */
int gangway_reap(struct gangway_child_end *end);

/* A descriptor for a child (pidfd_open(2)): readable once it has ended. -1 and errno. */
int gangway_process_descriptor(pid_t pid);
/* Reaps a child that is known by its descriptor. 0: it runs; -1 and errno. */
int gangway_reap_process(int fd, struct gangway_child_end *end);

/* Lets go of the pages of this executable's code: most were needed by its start alone. What runs again is taken from the
 * page cache. */
void gangway_release_code(void);

#endif
