/*
 * qr_parts -- the choice of the mask of base/qr.
 */
#ifndef BASE_QR_PARTS_H
#define BASE_QR_PARTS_H

#include "base/qr.h"

/* Returns the penalty of the code with its mask; the lowest is best. */
unsigned qr_penalty(const struct qr *);

#endif
