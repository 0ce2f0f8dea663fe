/* Pseudo-terminals. */
#ifndef GANGWAY_TERMINAL_H
#define GANGWAY_TERMINAL_H

#include <stdint.h>

/* A descriptor that only names `/dev/pts/ptmx` (or `/dev/ptmx`), for a process elsewhere to open. -1 and errno. */
int gangway_name_terminals(void);
/* Whether `fd` is such a name: the multiplexer of a devpts. */
_Bool gangway_names_terminals(int fd);

/* A new pseudo-terminal of the devpts that `name` leads to: both ends non-inheritable, the controlling end
 * non-blocking and in nobody else's hands. The other end belongs to `uid`, mode 0620. 0 or -1 and errno. */
int gangway_open_terminal(int name, uint32_t uid, int *controlling, int *subordinate);

/* Sets a terminal's modes: RFC 4254 section 8 opcodes with their values, in order. Unknown ones are skipped. */
int gangway_set_terminal_modes(int fd, const uint8_t *opcodes, const uint32_t *values, int count);
/* What the terminal does with what is typed, asked at its controlling end; -1 and errno. */
enum gangway_typing {
    GANGWAY_TYPING_ECHOED = 1,
    /* Whole lines, unseen: a password, most likely. */
    GANGWAY_TYPING_HIDDEN_LINES = 2,
    /* The program gets each key and shows what it likes. */
    GANGWAY_TYPING_RAW = 3,
};
int gangway_typing(int fd);
int gangway_set_terminal_size(int fd, uint16_t columns, uint16_t rows, uint16_t pixel_width, uint16_t pixel_height);

#endif
