/* The sample enterprise's readings: an appliance maker in Guangdong, invented. Electricity follows
 * the summer heat, gas and steam the production, with a dip at the Spring Festival. */
#pragma once

struct demo_carrier {
    const char *carrier, *unit;
    const char *months[24]; /* 2024-01 … 2025-12 */
};

static const struct demo_carrier demo_carriers[] = {
    { "electricity", "10k_kWh", { "86.42",  "61.35",  "88.91",  "92.67",  "101.28", "112.54",
                                  "121.86", "123.40", "113.77", "99.85",  "91.36",  "89.20",
                                  "78.15",  "69.48",  "91.02",  "95.33",  "104.76", "115.90",
                                  "124.63", "126.18", "116.80", "102.41", "93.57",  "90.88" } },
    { "natural_gas", "10k_m3", { "7.36", "5.12", "7.58", "7.61", "7.44", "7.29", "7.18", "7.22",
                                 "7.40", "7.63", "7.71", "7.80", "6.74", "5.85", "7.55", "7.60",
                                 "7.48", "7.31", "7.15", "7.19", "7.42", "7.66", "7.75", "7.83" } },
    { "heat", "GJ", { "1126", "804",  "1148", "1102", "1060", "1015", "988",  "992",
                      "1036", "1088", "1131", "1164", "1030", "895",  "1140", "1110",
                      "1066", "1021", "990",  "997",  "1041", "1094", "1138", "1170" } },
    { "diesel", "t", { "2.31", "1.64", "2.38", "2.42", "2.35", "2.47", "2.52", "2.50",
                       "2.44", "2.40", "2.37", "2.33", "2.12", "1.83", "2.36", "2.41",
                       "2.39", "2.45", "2.55", "2.51", "2.46", "2.42", "2.38", "2.35" } },
};

/** A filing of the sample: readings of these months; `slip` is what was typed first for its last
 * month's electricity and then revised. */
struct demo_filing {
    int year, first, last;
    const char *slip;
};
static const struct demo_filing demo_filings[] = {
    { 2024, 1, 12, 0 },       { 2025, 1, 3, 0 },   { 2025, 4, 6, 0 },
    { 2025, 7, 9, "118.60" }, { 2025, 10, 12, 0 },
};

/** A yearly document that needs no table of months. */
struct demo_document {
    int year;
    const char *form, *doc;
};
static const struct demo_document demo_documents[] = {
    { 2024, "business",
      "{\"output_value\":\"38650\",\"added_value\":\"9420.5\",\"tax\":\"1268.3\",\"revenue\":"
      "\"37980\","
      "\"products\":[{\"name\":\"家用空调\",\"unit_name\":\"万台\",\"quantity\":\"21.4\"}]}" },
    { 2025, "business",
      "{\"output_value\":\"41200\",\"added_value\":\"10165\",\"tax\":\"1342.7\",\"revenue\":"
      "\"40510\","
      "\"products\":[{\"name\":\"家用空调\",\"unit_name\":\"万台\",\"quantity\":\"22.9\"}]}" },
};
