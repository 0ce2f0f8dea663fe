/* Debian's libzstd. */
#include <zstd.h>
