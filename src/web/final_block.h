/*
 * The page before a block that nobody will be able to lift: it names the reader and the blocks before, and wants their name
 * typed, so that neither a key nor a second press in a hurry makes one.
 *
 * Must not: be the only check; the job asks for the name again (community/discipline/sanction.h).
 */
#ifndef COMITY_WEB_FINAL_BLOCK_H
#define COMITY_WEB_FINAL_BLOCK_H

#include "community/discipline/sanction.h"
#include "web/request.h"

/* True, and answered, when the order would be such a block and the name typed in it is not the reader's. */
bool final_block_asks(struct request *r, const struct sanction_order *op);

#endif
