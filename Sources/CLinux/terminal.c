#define _GNU_SOURCE
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

int gangway_name_terminals(void) { return open("/dev/pts/ptmx", O_PATH | O_CLOEXEC); }

_Bool gangway_names_terminals(int fd) {
    struct stat status;
    struct statfs system;
    return fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(5, 2) &&
           fstatfs(fd, &system) == 0 && system.f_type == DEVPTS_SUPER_MAGIC;
}

int gangway_open_terminal(int name, uint32_t uid, int *controlling, int *subordinate) {
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", name);
    int master = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (master < 0) return -1;
    int unlocked = 0, slave = -1;
    if (ioctl(master, TIOCSPTLCK, &unlocked) == 0) slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0 || fchown(slave, uid, (gid_t)-1) != 0 || fchmod(slave, 0620) != 0) {
        int saved = errno;
        if (slave >= 0) close(slave);
        close(master);
        errno = saved;
        return -1;
    }
    *controlling = master;
    *subordinate = slave;
    return 0;
}

int gangway_typing(int fd) {
    struct termios modes;
    if (tcgetattr(fd, &modes) != 0) return -1;
    if (modes.c_lflag & ECHO) return GANGWAY_TYPING_ECHOED;
    return modes.c_lflag & ICANON ? GANGWAY_TYPING_HIDDEN_LINES : GANGWAY_TYPING_RAW;
}

int gangway_set_terminal_size(int fd, uint16_t columns, uint16_t rows, uint16_t pixel_width, uint16_t pixel_height) {
    struct winsize size = {
        .ws_row = rows, .ws_col = columns, .ws_xpixel = pixel_width, .ws_ypixel = pixel_height};
    return ioctl(fd, TIOCSWINSZ, &size);
}

/* RFC 4254 section 8 and RFC 8160, in Linux's terms. */
static const struct { uint8_t opcode, index; } characters[] = {
    {1, VINTR}, {2, VQUIT}, {3, VERASE}, {4, VKILL}, {5, VEOF}, {6, VEOL}, {7, VEOL2}, {8, VSTART}, {9, VSTOP},
    {10, VSUSP}, {12, VREPRINT}, {13, VWERASE}, {14, VLNEXT}, {16, VSWTC}, {18, VDISCARD},
};
enum place { INPUT, OUTPUT, CONTROL, LOCAL };
static const struct { uint8_t opcode, place; tcflag_t flag; } flags[] = {
    {30, INPUT, IGNPAR}, {31, INPUT, PARMRK}, {32, INPUT, INPCK}, {33, INPUT, ISTRIP}, {34, INPUT, INLCR},
    {35, INPUT, IGNCR}, {36, INPUT, ICRNL}, {37, INPUT, IUCLC}, {38, INPUT, IXON}, {39, INPUT, IXANY},
    {40, INPUT, IXOFF}, {41, INPUT, IMAXBEL}, {42, INPUT, IUTF8},
    {50, LOCAL, ISIG}, {51, LOCAL, ICANON}, {52, LOCAL, XCASE}, {53, LOCAL, ECHO}, {54, LOCAL, ECHOE},
    {55, LOCAL, ECHOK}, {56, LOCAL, ECHONL}, {57, LOCAL, NOFLSH}, {58, LOCAL, TOSTOP}, {59, LOCAL, IEXTEN},
    {60, LOCAL, ECHOCTL}, {61, LOCAL, ECHOKE}, {62, LOCAL, PENDIN},
    {70, OUTPUT, OPOST}, {71, OUTPUT, OLCUC}, {72, OUTPUT, ONLCR}, {73, OUTPUT, OCRNL}, {74, OUTPUT, ONOCR},
    {75, OUTPUT, ONLRET},
    {92, CONTROL, PARENB}, {93, CONTROL, PARODD},
};

static const struct { uint32_t rate; speed_t speed; } speeds[] = {
    {50, B50}, {75, B75}, {110, B110}, {134, B134}, {150, B150}, {200, B200}, {300, B300}, {600, B600},
    {1200, B1200}, {1800, B1800}, {2400, B2400}, {4800, B4800}, {9600, B9600}, {19200, B19200}, {38400, B38400},
    {57600, B57600}, {115200, B115200}, {230400, B230400}, {460800, B460800}, {500000, B500000}, {576000, B576000},
    {921600, B921600}, {1000000, B1000000}, {1152000, B1152000}, {1500000, B1500000}, {2000000, B2000000},
    {2500000, B2500000}, {3000000, B3000000}, {3500000, B3500000}, {4000000, B4000000},
};

static void set_speed(struct termios *modes, uint8_t opcode, uint32_t rate) {
    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
        if (speeds[i].rate != rate) continue;
        if (opcode == 128)
            cfsetispeed(modes, speeds[i].speed);
        else
            cfsetospeed(modes, speeds[i].speed);
    }
}

static void set_mode(struct termios *modes, uint8_t opcode, uint32_t value) {
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        if (characters[i].opcode == opcode)
            modes->c_cc[characters[i].index] = value == 255 ? _POSIX_VDISABLE : (cc_t)value;
    tcflag_t *words[] = {
        [INPUT] = &modes->c_iflag, [OUTPUT] = &modes->c_oflag, [CONTROL] = &modes->c_cflag, [LOCAL] = &modes->c_lflag};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (flags[i].opcode != opcode) continue;
        if (value)
            *words[flags[i].place] |= flags[i].flag;
        else
            *words[flags[i].place] &= ~flags[i].flag;
    }
    /* CS7 and CS8: the kernel keeps a pseudo-terminal at eight bits. */
    if (opcode == 91 && value) modes->c_cflag = (modes->c_cflag & ~(tcflag_t)CSIZE) | CS8;
    if (opcode == 128 || opcode == 129) set_speed(modes, opcode, value);
}

int gangway_set_terminal_modes(int fd, const uint8_t *opcodes, const uint32_t *values, int count) {
    struct termios modes;
    if (tcgetattr(fd, &modes) != 0) return -1;
    for (int i = 0; i < count; i++) set_mode(&modes, opcodes[i], values[i]);
    return tcsetattr(fd, TCSANOW, &modes);
}
