/* qr_parts -- rates the masks among which base/qr chooses. */
#ifndef BASE_QR_PARTS_H
#define BASE_QR_PARTS_H

#include "base/qr.h"

/*
 * Returns the penalty (ISO/IEC 18004) of a code with the mask that it has; the
 * lowest is best.
 */
unsigned qr_penalty(const struct qr *);

#endif
