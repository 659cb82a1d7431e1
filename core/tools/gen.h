/* What the generator's files share: the tables of core/data and the output folder. */
#pragma once
#include "csv.h"

#include <stdio.h>

struct data {
    struct csv units, carriers, classes, areas, limits, sets, packs, energy, grid, industries,
        districts;
};

/** Opens `folder`/`name` for writing; stops when it cannot. */
FILE *open_output(const char *folder, const char *name);
void close_output(FILE *file);
/** A C table: head comment, include. `from` names the tables it comes from. */
FILE *open_table(const char *folder, const char *name, const char *from, const char *include);
/** Ends the table and defines `count`. */
void put_count(FILE *file, const char *table, const char *count);
/** Writes `text` as the inside of a C string literal. */
void put_escaped(FILE *file, const char *text);
/** `{ "text", length }`: the initialiser of a struct th_str. */
void put_str(FILE *file, const char *text);
/** Power of ten by which `from` is larger than `to`; stops when they differ otherwise. */
int unit_shift(const struct data *data, const char *from, const char *to);

void write_units(const struct data *data, const char *folder);
void write_carriers(const struct data *data, const char *folder);
void write_limits(const struct data *data, const char *folder);
void write_codes(const struct data *data, const char *folder);
void write_packs(const struct data *data, const char *folder);

/** Row of energy_factors.csv that gives the carrier's CO₂ (or, with `is_tce`, its standard coal) in
 * the pack of that row of packs.csv: the first set in the order of sets.csv that has one not tagged
 * C; the row count when there is none, or the carrier came later than the pack. */
size_t chosen_row(const struct data *data, size_t pack, size_t carrier, bool is_tce);
