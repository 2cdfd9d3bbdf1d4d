"""Survey answers, Census figures, states, settings: what the lines are joined with."""
import json

import random_sets
from cleaning import ANSWERS
from operations import operation
from postgres import literal
from states import STATES

FIELDS = {"q_demos_age": "age_group", "q_demos_income": "income_bracket", "q_demos_gender": "gender", "q_demos_education": "education",
          "q_amazon_use_hh_size": "household_size_cat"}


@operation(3)
def new_answers(world):
    """Of users who have answered, too: the fuller one counts"""
    users = world.chance.choices([*world.users, f"R_{world.chance.getrandbits(40):010x}"], k=world.few(10))
    world.answer(random_sets.survey(world.chance, world.places, users)[:20])


@operation(2)
def second_answers(world):
    """Fuller or poorer by one question than the first one, or as full and another one"""
    field = world.chance.choice(list(FIELDS))
    value = world.chance.choice([literal(random_sets.an_answer(world.chance, FIELDS[field])), "NULL"])
    world.run(f"""INSERT INTO raw.survey (survey_responseid, q_demos_state, {', '.join(FIELDS)})
        SELECT survey_responseid, q_demos_state, {', '.join(value if name == field else name for name in FIELDS)} FROM raw.survey
        WHERE {world.some(world.few(5), 'raw.survey')} ORDER BY ctid""")


@operation(3)
def correct_answers(world):
    field = world.chance.choice(list(FIELDS))
    label = literal(world.chance.choice(ANSWERS[FIELDS[field]][:-1]))
    world.try_to(f"UPDATE raw.survey SET {field} = {label} WHERE {world.some(world.few(10), 'raw.survey')}")


@operation(3)
def move_house(world):
    state = literal(world.chance.choice([world.chance.choice(world.places).name, world.chance.choice(STATES).name, "Newland", None]))
    world.try_to(f"UPDATE raw.survey SET q_demos_state = {state} WHERE {world.some(world.few(10), 'raw.survey')}")


@operation(1)
def change_respondents(world):
    world.try_to(f"UPDATE raw.survey SET survey_responseid = {literal(world.chance.choice(world.users))} WHERE {world.some(2, 'raw.survey')}")


@operation(2)
def delete_answers(world):
    world.try_to(f"DELETE FROM raw.survey WHERE {world.some(world.few(5), 'raw.survey')}")


@operation(1)
def write_all_answers_again(world):
    world.try_to("UPDATE raw.survey SET q_demos_age = q_demos_age")


@operation(1)
def new_fields(world):
    world.run("INSERT INTO raw.fields VALUES ('Q-demos-age', 'How old are you?')")


@operation(2)
def census_years(world):
    for year, payload in list(random_sets.census(world.chance).items())[:2]:
        world.run(f"""INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES ({year}, {literal(json.dumps(payload))}, 'test/incremental')
            ON CONFLICT (survey_year) DO UPDATE SET payload = EXCLUDED.payload""")


@operation(1)
def correct_census(world):
    world.run(f"""UPDATE raw.state_demographics SET payload = jsonb_set(payload, '{{1,1}}', to_jsonb('{world.chance.randint(20000, 90000)}'::text))
        WHERE survey_year = {world.chance.randint(2018, 2023)}""")


@operation(1)
def delete_census(world):
    world.run(f"DELETE FROM raw.state_demographics WHERE survey_year = {world.chance.randint(2016, 2025)}")


@operation(2)
def states(world):
    state = world.chance.choice(world.places)
    world.run(world.chance.choice([
        "INSERT INTO raw.state_codes VALUES ('QX', 'Newland', '97') ON CONFLICT DO NOTHING",
        "DELETE FROM raw.state_codes WHERE postal_code = 'QX'",
        f"DELETE FROM raw.state_codes WHERE postal_code = '{state.postal}'",
        f"UPDATE raw.state_codes SET state_name = 'New ' || state_name WHERE postal_code = '{state.postal}' AND length(state_name) < 50",
        "INSERT INTO raw.state_codes SELECT u.postal_code, u.state_name, u.state_fips FROM ecom.us_states() u ON CONFLICT DO NOTHING",
        "UPDATE raw.state_codes SET state_name = state_name"]))


@operation(2)
def settings(world):
    name, values = world.chance.choice([
        ("deduplicate", ["on", "off"]), ("earliest_order_date", ["2018-01-01", "2019-03-15", "1990-01-01"]), ("date_order", ["MDY", "DMY"]),
        ("time_zone", ["UTC", "Asia/Tokyo"]), ("min_group_size", ["10", "2"])])
    world.run(f"UPDATE ecom.settings SET value = '{world.chance.choice(values)}' WHERE name = '{name}'")
