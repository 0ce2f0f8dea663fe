#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void fail(int report, int step) {
    struct gangway_start_failure failure = {.step = step, .code = errno};
    ssize_t ignored = write(report, &failure, sizeof failure);
    (void)ignored;
    _exit(255);
}

static void say(const char *text) {
    ssize_t ignored = write(2, text, strlen(text));
    (void)ignored;
}

/* The raw calls: glibc's own would tell the other threads of the parent, which are not here. */
static int become(const struct gangway_program *program) {
    if (syscall(SYS_setgroups, (size_t)program->group_count, program->groups) != 0) return -1;
    if (syscall(SYS_setresgid, program->gid, program->gid, program->gid) != 0) return -1;
    return syscall(SYS_setresuid, program->uid, program->uid, program->uid) != 0 ? -1 : 0;
}

/* Moves `fd` out of the way of 0, 1 and 2, so that putting one in place cannot overwrite another. */
static int high(int fd) { return fd > 2 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 3); }

static _Noreturn void run(const struct gangway_program *program, int report) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);

    if (setsid() < 0) fail(report, GANGWAY_START_SESSION);
    int input = high(program->input), output = high(program->output), error = high(program->error);
    if (program->terminal && ioctl(input, TIOCSCTTY, 0) != 0) fail(report, GANGWAY_START_TERMINAL);
    if (input < 0 || output < 0 || error < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(error, 2) < 0)
        fail(report, GANGWAY_START_DESCRIPTORS);
    int self = program->path ? -1 : open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    umask(program->mode_mask);
    if (program->change_user && become(program) != 0) fail(report, GANGWAY_START_USER);
    if (chdir(program->directory) != 0) {
        say("Could not chdir to home directory ");
        say(program->directory);
        say(": ");
        say(strerrordesc_np(errno));
        say("\n");
        if (chdir("/") != 0) fail(report, GANGWAY_START_DESCRIPTORS);
    }
    /* Without the guest agent there is nobody whom the program's end could be reported to. */
    prctl(PR_SET_PDEATHSIG, SIGHUP);
    /* Everything here is close-on-exec by itself; this is for what a mistake would leave open. */
    syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
    if (program->path)
        execve(program->path, program->arguments, program->environment);
    else
        fexecve(self, program->arguments, program->environment);
    fail(report, GANGWAY_START_EXEC);
}

pid_t gangway_start(const struct gangway_program *program, int *report) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    /* No handler of ours may run in the child before it has reset them. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) {
        /* A full pipe is impossible; the failure is one small write. */
        int moved = high(ends[1]);
        run(program, moved);
    }
    int saved = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        errno = saved;
        return -1;
    }
    *report = ends[0];
    return pid;
}

extern char **environ;
char *const *gangway_environment(void) { return environ; }

int gangway_child_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

void gangway_take_child_signals(int fd) {
    struct signalfd_siginfo notes[8];
    while (read(fd, notes, sizeof notes) > 0) {
    }
}

int gangway_reap(struct gangway_child_end *end) {
    int status = 0;
    pid_t pid;
    do pid = waitpid(-1, &status, WNOHANG);
    while (pid < 0 && errno == EINTR);
    if (pid <= 0) return pid == 0 ? 0 : -1;
    end->pid = pid;
    end->signalled = WIFSIGNALED(status);
    end->core_dumped = WIFSIGNALED(status) && WCOREDUMP(status);
    end->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    return 1;
}

int gangway_process_descriptor(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int gangway_reap_process(int fd, struct gangway_child_end *end) {
    siginfo_t info = {.si_pid = 0};
    int result;
    do result = waitid(P_PIDFD, (id_t)fd, &info, WEXITED | WNOHANG);
    while (result < 0 && errno == EINTR);
    if (result < 0) return -1;
    if (info.si_pid == 0) return 0;
    end->pid = info.si_pid;
    end->signalled = info.si_code != CLD_EXITED;
    end->core_dumped = info.si_code == CLD_DUMPED;
    end->code = info.si_status;
    return 1;
}

void gangway_release_code(void) {
    /* Set by the linker. */
    extern char __executable_start, etext;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)&__executable_start + page - 1) / page * page;
    uintptr_t end = (uintptr_t)&etext / page * page;
    if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
}
